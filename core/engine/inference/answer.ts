import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { AskCommand, EngineAnswer } from '../../protocol/engine.ts';
import { BlockyardError, type Problem } from '../../protocol/problems.ts';
import { modelQuestions, type ModelInput, type ModelOutput, type ModelRequest } from '../../protocol/trained-model.ts';
import { exportModel } from '../export/export-model.ts';
import { isOutOfMemory } from '../run-training.ts';
import { evaluateModel } from './evaluate.ts';
import { explainPicture } from './grad-cam.ts';
import type { Inference } from './inference.ts';
import { openInference } from './open-inference.ts';
import { predictPictures } from './predict.ts';
import { featureMaps, modelInside, weightValues } from './look-inside.ts';
import { loadTrainedModel, type TrainedModel } from './trained-model.ts';
import { weightsFile } from '../../protocol/transfer.ts';

interface OpenedModel {
  readonly model: TrainedModel;
  readonly inference: Inference;
}

interface Context extends OpenedModel {
  readonly command: AskCommand;
  readonly onProgress: (done: number, total?: number) => void;
}

type Answers = {
  readonly [Name in ModelRequest]: (input: ModelInput<Name>, context: Context) => Promise<ModelOutput<Name>>;
};

const answers: Answers = {
  'models.evaluate': ({ data }, { command: { spec, home }, ...context }) =>
    evaluateModel({ ...context, spec, home, data }),
  'models.predict': ({ pictures }, context) => predictPictures({ ...context, pictures }),
  'models.inside': (_, { model }) => Promise.resolve(modelInside(model)),
  'models.weight': ({ path }, { model }) => Promise.resolve(weightValues(model, path)),
  'models.maps': (input, context) => featureMaps(context, input),
  'models.gradCam': (input, context) => explainPicture(context, input),
  'models.write': (order, { command: { spec, home }, ...context }) => exportModel({ ...context, spec, home, order }),
};

/** Answers questions about trained models, one after the other. The model that was asked last stays loaded, for it is mostly asked again. */
export class ModelAnswers {
  readonly #send: (answer: EngineAnswer) => void;
  #key = '';
  #opened: OpenedModel | undefined;

  constructor(send: (answer: EngineAnswer) => void) {
    this.#send = send;
  }

  /** Never rejects. */
  async answer(command: AskCommand): Promise<void> {
    const { id } = command;
    try {
      this.#send({ kind: 'answered', id, answer: await this.#answer(command) });
    } catch (error) {
      this.#forget();
      this.#send({ kind: 'refused', id, problem: problemOf(error) });
    }
  }

  async #answer(command: AskCommand): Promise<unknown> {
    const { id, name } = command;
    const opened = await this.#open(command);
    const context: Context = {
      ...opened,
      command,
      onProgress: (done, total = 0) => {
        this.#send({ kind: 'progress', id, done, total });
      },
    };
    return answerNamed(name, command.input, context);
  }

  async #open({ folder, spec, home, weights }: AskCommand): Promise<OpenedModel> {
    const key = [folder, weights, stampOf(join(folder, weightsFile(weights)))].join();
    if (this.#opened !== undefined && this.#key === key) return this.#opened;
    // Not two at a time: one alone may fill the memory.
    this.#forget();
    const model = await loadTrainedModel({ folder, spec, home, weights });
    const opened = { model, inference: await openInference(model) };
    this.#opened = opened;
    this.#key = key;
    return opened;
  }

  #forget(): void {
    this.#opened?.inference.dispose();
    this.#opened = undefined;
  }
}

async function answerNamed<Name extends ModelRequest>(
  name: Name,
  input: unknown,
  context: Context,
): Promise<ModelOutput<Name>> {
  const answer: Answers[Name] = answers[name];
  return answer(modelQuestions[name].input.parse(input) as ModelInput<Name>, context);
}

/** Other weights under the same name have another. */
function stampOf(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${String(size)}/${String(mtimeMs)}`;
  } catch {
    return 'none';
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof BlockyardError) return error.problem;
  process.stderr.write(`${inspect(error)}\n`);
  const text = error instanceof Error ? error.message : String(error);
  const detail = isOutOfMemory(error) ? 'there is not enough memory' : (text.split('\n')[0] ?? '').slice(0, 300);
  return { code: 'model-failed', facts: { detail } };
}
