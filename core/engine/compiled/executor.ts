import { compileStep, type CompiledStep, type SignatureName } from '../../compiler/compile.ts';
import { sizeOf } from '../../model/shape.ts';
import { inOrder } from '../batches.ts';
import { classWeightsOf } from '../class-weights.ts';
import { layerValues } from '../layer-figures.ts';
import {
  ImageStream,
  type EvaluationResult,
  type Executor,
  type ExecutorInput,
  type ImageSet,
  type StepResult,
} from '../executor.ts';
import { bindingOf, describeDevice, loadTensorFlow } from '../tensorflow.ts';
import { prepareCall, Session, type Call, type Feed } from './session.ts';

/** Images per call outside training: enough to keep every thread busy, few enough to hear a stop soon. */
const inferenceBatch = 128;

/**
 * Compiles the network and its recipe, loads the graph into a session and puts the pictures and the initial weights there.
 * @throws BlockyardError `backend-unavailable` without native TensorFlow. What TensorFlow itself reports comes as it is.
 */
export async function createCompiledExecutor(input: ExecutorInput): Promise<Executor> {
  const binding = bindingOf(await loadTensorFlow());
  const compiled = compileStep(input.network, input.recipe, { classWeights: classWeightsOf(input) });
  const session = await Session.load(binding, compiled.savedModel);
  try {
    const executor = new CompiledExecutor(input, compiled, session, describeDevice(binding));
    executor.start();
    return executor;
  } catch (error) {
    session.close();
    throw error;
  }
}

class CompiledExecutor implements Executor {
  readonly backend = 'compiled';
  readonly device: string;
  private readonly calls: Readonly<Record<SignatureName, Call>>;
  /** A training step that also tells of its layers, and the names of what it fetches, in order. */
  private readonly record: { readonly call: Call; readonly outputs: readonly string[] } | undefined;
  private readonly state: CompiledStep['state'];
  private readonly session: Session;
  private readonly input: ExecutorInput;
  /** Of the last training step, for which dropout drew. */
  private step = 0;
  /** What the session holds: of a split in memory all, of a stream a window. */
  private readonly held: { train?: ImageSet; validation?: ImageSet } = {};

  constructor(input: ExecutorInput, compiled: CompiledStep, session: Session, device: string) {
    this.input = input;
    this.session = session;
    this.device = device;
    this.state = compiled.state;
    const { record, ...signatures } = compiled.signatures;
    this.record = record && { call: prepareCall(record), outputs: Object.keys(record.outputs) };
    this.calls = {
      uploadTrain: prepareCall(signatures.uploadTrain),
      uploadValidation: prepareCall(signatures.uploadValidation),
      write: prepareCall(signatures.write),
      read: prepareCall(signatures.read),
      train: prepareCall(signatures.train),
      evaluate: prepareCall(signatures.evaluate),
      predict: prepareCall(signatures.predict),
      check: prepareCall(signatures.check),
    };
  }

  start(): void {
    const { train, validation, weights } = this.input;
    if (!(train instanceof ImageStream)) this.hold('train', train);
    if (!(validation instanceof ImageStream)) this.hold('validation', validation);
    this.write((key, size) => weights.get(key) ?? (key.startsWith('optimizer/') ? new Float32Array(size) : undefined));
  }

  private hold(split: 'train' | 'validation', set: ImageSet): void {
    if (this.held[split] === set) return;
    const { images, labels, count } = set;
    this.run(split === 'train' ? 'uploadTrain' : 'uploadValidation', [
      { shape: [count, ...this.input.network.input], values: images },
      { shape: [count], values: labels instanceof Uint8Array ? labels : Int32Array.from(labels) },
    ]);
    this.held[split] = set;
  }

  /** What a batch is fed as: where its pictures are in the session, which holds them from here on. */
  private async batch(split: 'train' | 'validation', indices: Int32Array): Promise<Feed> {
    const set = this.input[split];
    if (!(set instanceof ImageStream)) return { shape: [indices.length], values: indices };
    const { window, first } = await set.take(indices);
    this.hold(split, window);
    return { shape: [indices.length], values: Int32Array.from(indices, (_, at) => first + at) };
  }

  async trainStep(indices: Int32Array, learningRate: number, step: number, record = false): Promise<StepResult> {
    this.step = step;
    const feeds = [
      await this.batch('train', indices),
      { shape: [], values: Float32Array.of(learningRate) },
      { shape: [], values: Int32Array.of(step) },
    ];
    if (record && this.record !== undefined) return this.recordedStep(feeds, this.record);
    const [figures] = this.run('train', feeds);
    return { loss: figures?.[0] ?? NaN, correct: figures?.[1] ?? 0 };
  }

  private recordedStep(feeds: readonly Feed[], { call, outputs }: NonNullable<typeof this.record>): StepResult {
    const values = this.session.run(call, feeds);
    const of = (name: string): ArrayLike<number> => values[outputs.indexOf(name)] ?? [];
    const figures = of('figures');
    return {
      loss: figures[0] ?? NaN,
      correct: figures[1] ?? 0,
      layers: layerValues(this.input.network, {
        gradientSquares: of('gradientSquares'),
        weightSquares: of('weightSquares'),
        updateSquares: of('updateSquares'),
        activations: {
          means: of('activationMeans'),
          deviations: of('activationDeviations'),
          deadShares: of('deadShares'),
        },
      }),
    };
  }

  async evaluate(afterBatch?: () => Promise<boolean>): Promise<EvaluationResult | undefined> {
    const { validation } = this.input;
    const { count } = validation;
    let loss = 0;
    let correct = 0;
    if (validation instanceof ImageStream) validation.announce(inOrder(count, inferenceBatch));
    for (const indices of inOrder(count, inferenceBatch)) {
      const [figures] = this.run('evaluate', [await this.batch('validation', indices)]);
      loss += figures?.[0] ?? NaN;
      correct += figures?.[1] ?? 0;
      if (afterBatch && !(await afterBatch())) return undefined;
    }
    return { loss: loss / count, accuracy: correct / count };
  }

  predict(images: Uint8Array, count: number): Promise<Float32Array> {
    return attempt(() => {
      const { input, classes } = this.input.network;
      const perImage = sizeOf(input);
      const probabilities = new Float32Array(count * classes);
      for (let begin = 0; begin < count; begin += inferenceBatch) {
        const end = Math.min(begin + inferenceBatch, count);
        const values = images.subarray(begin * perImage, end * perImage);
        const [part] = this.run('predict', [{ shape: [end - begin, ...input], values }]);
        probabilities.set(part ?? [], begin * classes);
      }
      return probabilities;
    });
  }

  readState(): Promise<Map<string, Float32Array>> {
    return attempt(() => {
      const values = this.run('read', []);
      return new Map(
        this.state.map(({ key }, i) => {
          const value = values[i];
          if (!(value instanceof Float32Array)) throw new Error(`The session gave no value for ${key}.`);
          return [key, value];
        }),
      );
    });
  }

  writeState(state: ReadonlyMap<string, Float32Array>): Promise<void> {
    return attempt(() => {
      this.write((key) => state.get(key));
    });
  }

  private write(valueOf: (key: string, size: number) => Float32Array | undefined): void {
    const feeds = this.state.map(({ key, shape }) => {
      const size = sizeOf(shape);
      const values = valueOf(key, size);
      if (values?.length !== size)
        throw new Error(`The value of ${key} is missing or does not have ${String(size)} numbers.`);
      return { shape: [...shape], values };
    });
    this.run('write', feeds);
  }

  async findNonFiniteLayer(indices: Int32Array): Promise<string | undefined> {
    const [values, gradients] = this.run('check', [
      await this.batch('train', indices),
      { shape: [], values: Int32Array.of(this.step) },
    ]);
    // Gradients come back from the loss: where the values are fine, the trouble began in the last layer that shows it.
    const forward = values?.indexOf(0) ?? -1;
    const layer = forward >= 0 ? forward : (gradients?.lastIndexOf(0) ?? -1);
    return this.input.network.layers[layer]?.name;
  }

  dispose(): void {
    this.session.close();
  }

  private run(name: SignatureName, feeds: readonly Feed[]): ReturnType<Session['run']> {
    return this.session.run(this.calls[name], feeds);
  }
}

/** Session runs are synchronous; what they throw rejects. */
function attempt<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(action());
  });
}
