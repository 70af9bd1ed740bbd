import { Option, type Command } from 'commander';
import { datasetParts, type DatasetPart } from '../protocol/dataset-library.ts';
import { weightKinds, type EvaluationData, type WeightKind } from '../protocol/trained-model.ts';
import { wholeNumber } from './arguments.ts';

interface JsonOption {
  readonly json?: true;
}

interface EvaluateOptions extends JsonOption {
  readonly data?: string;
  readonly part: DatasetPart | 'validation';
  readonly weights: WeightKind;
  readonly top: number;
}

type Make = (parent: Command, name: string, description: string) => Command;

/** The commands about trained models. @param command makes a command as the others are made */
export function addModelCommands(program: Command, command: Make): void {
  withWeights(command(program, 'evaluate', 'show how well a trained model tells images apart'))
    .option('--data <name>', 'a dataset with the same classes; by default that of the run')
    .addOption(
      new Option(
        '--part <part>',
        'which of its images; of the run: those that validated it, that it was trained on, or all test images',
      )
        .choices(['validation', ...datasetParts])
        .default('validation'),
    )
    .option(
      '--top <k>',
      'also count an image as right whose class is among so many',
      wholeNumber({ min: 1, max: 1000 }),
      5,
    )
    .addHelpText(
      'after',
      '\nOf another dataset than that of the run, validation means its test images.\n\nExamples:\n  $ blockyard evaluate 20260102-k3f9tq\n  $ blockyard evaluate 20260102-k3f9tq --data my-digits --part test --json',
    )
    .action(async (run: string, { data, part, weights, top, json }: EvaluateOptions) => {
      const { evaluateRun } = await import('./evaluate.ts');
      await evaluateRun(run, { weights, top, data: dataOf(data, part) }, json === true);
    });
}

function dataOf(dataset: string | undefined, part: EvaluateOptions['part']): EvaluationData {
  if (dataset !== undefined) return { kind: 'dataset', dataset, part: part === 'validation' ? 'test' : part };
  if (part === 'test') return { kind: 'dataset', part };
  return { kind: part === 'train' ? 'training' : part };
}

function withWeights(told: Command): Command {
  return told
    .argument('<run>', 'id of the run')
    .addOption(
      new Option('--weights <which>', 'those of the best epoch, or those it ended with')
        .choices(weightKinds)
        .default('best'),
    );
}
