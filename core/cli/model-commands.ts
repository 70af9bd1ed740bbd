import { Option, type Command } from 'commander';
import { imageFits, type ImageFit } from '../protocol/datasets.ts';
import { datasetParts, type DatasetPart } from '../protocol/dataset-library.ts';
import { exportFormats, type ExportFormat } from '../protocol/export.ts';
import type { EvaluationData } from '../protocol/trained-model.ts';
import { weightKinds, type WeightKind } from '../protocol/transfer.ts';
import { tensorFormats, wholeNumber } from './arguments.ts';
import type { WeightsOptions } from './weights.ts';

interface JsonOption {
  readonly json?: true;
}

interface EvaluateOptions extends JsonOption {
  readonly data?: string;
  readonly part: DatasetPart | 'validation';
  readonly weights: WeightKind;
  readonly top: number;
  readonly against?: string;
}

interface PredictOptions extends JsonOption {
  readonly weights: WeightKind;
  readonly fit: ImageFit;
  readonly top: number;
  readonly csv?: string;
}

interface ExportOptions extends JsonOption {
  readonly as: ExportFormat;
  readonly out: string;
  readonly weights: WeightKind;
  readonly force?: true;
}

type Make = (parent: Command, name: string, description: string) => Command;

/** The commands about trained models. @param end is told the exit code @param command makes a command as the others are made */
export function addModelCommands(program: Command, command: Make, end: (code: number) => void): void {
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
    .option('--against <run>', "also compare with another run on the same images, by McNemar's test")
    .addHelpText(
      'after',
      '\nOf another dataset than that of the run, validation means its test images.\n\nExamples:\n  $ blockyard evaluate 20260102-k3f9tq\n  $ blockyard evaluate 20260102-k3f9tq --data my-digits --part test --json',
    )
    .action(async (run: string, { data, part, weights, top, against, json }: EvaluateOptions) => {
      const { evaluateRun } = await import('./evaluate.ts');
      await evaluateRun(run, { weights, top, against, data: dataOf(data, part) }, json === true);
    });
  withWeights(command(program, 'predict', 'show what a trained model takes pictures for'))
    .argument('<path...>', 'pictures (JPEG, PNG, BMP, GIF), and folders with pictures')
    .addOption(
      new Option('--fit <how>', 'of pictures with other proportions: stretch, crop to the middle, or pad with black')
        .choices(imageFits)
        .default('crop'),
    )
    .option('--top <k>', 'tell so many classes of each picture', wholeNumber({ min: 1, max: 1000 }), 3)
    .option('--csv <file>', 'also write a table with the probability of every class')
    .addHelpText(
      'after',
      '\nPictures are brought to the size and the channels that the model takes.\n\nExamples:\n  $ blockyard predict 20260102-k3f9tq digit.png\n  $ blockyard predict 20260102-k3f9tq photos --csv photos.csv --json',
    )
    .action(async (run: string, paths: string[], { json, ...options }: PredictOptions) => {
      const { predictPictures } = await import('./predict.ts');
      end(await predictPictures(run, paths, options, json === true));
    });

  withWeights(command(program, 'weights', 'show the weights of a trained model, or write them'))
    .option('--out <path>', 'folder to write every weight to, a new or an empty one; of safetensors, the file')
    .addOption(new Option('--format <form>', 'of what is written').choices(tensorFormats).default('npy'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ blockyard weights 20260102-k3f9tq\n  $ blockyard weights 20260102-k3f9tq --out weights --format csv',
    )
    .action(async (run: string, { json, ...options }: JsonOption & WeightsOptions) => {
      const { showWeights } = await import('./weights.ts');
      await showWeights(run, options, json === true);
    });

  withWeights(command(program, 'export', 'write a trained model in a form that other programs read'))
    .addOption(new Option('--as <format>', 'the form').choices(exportFormats).makeOptionMandatory())
    .requiredOption('--out <path>', 'file to make, or folder for savedmodel, tfjs and python')
    .option('--force', 'replace an earlier export of the same form')
    .addHelpText(
      'after',
      `
Forms:
  safetensors  the weights, for any language
  savedmodel   TensorFlow SavedModel with a serving signature
  keras        a .keras file for Keras 3, which can train on
  onnx         ONNX, for ONNX Runtime and what builds on it
  tfjs         TensorFlow.js Layers, for a browser
  python       Keras code as a person would write it, and its weights
All but the first take pictures with values from 0 to 1 and give probabilities. Where something here reads the form, what was written is tried on 100 images.

Example:
  $ blockyard export 20260102-k3f9tq --as onnx --out digits.onnx`,
    )
    .action(async (run: string, { as, out, weights, force, json }: ExportOptions) => {
      const { exportRun } = await import('./export.ts');
      await exportRun(run, { format: as, out, weights, replace: force === true }, json === true);
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
