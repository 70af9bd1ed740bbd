import { z } from 'zod';
import { spellDetail, type Detail } from './details.ts';
import { fillWording } from './wording.ts';

/**
 * Everything that can go wrong in a way a person meets. A problem carries a code and the facts, not prose: the terminal words it in English, the
 * window in the person's language. Each wording says what happened, where, and what to do.
 */
export const problemCodes = [
  'unknown-preset',
  'unreadable-file',
  'invalid-architecture',
  'invalid-run-spec',
  'unknown-dataset',
  'dataset-missing',
  'dataset-corrupt',
  'dataset-exists',
  'dataset-built-in',
  'dataset-in-use',
  'dataset-changed',
  'dataset-lost',
  'dataset-name',
  'dataset-classes',
  'dataset-unusable',
  'unknown-format',
  'path-not-given',
  'import-cancelled',
  'export-cancelled',
  'unknown-download',
  'download-failed',
  'download-damaged',
  'download-cancelled',
  'download-busy',
  'data-process-ended',
  'unknown-run',
  'unknown-sweep',
  'unknown-network',
  'unknown-version',
  'run-not-active',
  'run-active',
  'run-not-waiting',
  'run-not-ended',
  'run-complete',
  'run-no-weights',
  'run-not-deleted',
  'invalid-query',
  'no-space',
  'not-writable',
  'backend-unavailable',
  'engine-crashed',
  'engine-out-of-memory',
  'engine-unresponsive',
  'measuring-failed',
  'measuring-waits',
  'preview-failed',
  'rate-test-failed',
  'weights-missing',
  'evaluation-size',
  'evaluation-classes',
  'evaluation-empty',
  'evaluation-images',
  'model-channels',
  'model-pixels',
  'model-layer',
  'model-failed',
  'export-exists',
  'export-occupied',
  'export-too-large',
  'bundle-unreadable',
  'bundle-newer',
  'run-known',
  'non-finite-loss',
  'checkpoint-corrupt',
  'transfer-gone',
  'transfer-unfit',
  'library-newer',
  'library-corrupt',
  'interrupted',
  'internal',
] as const;

export const problemSchema = z.object({
  code: z.enum(problemCodes),
  /** Facts for the wording: names, paths, numbers. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

export type ProblemCode = (typeof problemCodes)[number];
export type Problem = z.infer<typeof problemSchema>;

/** The one error class that crosses rooms. Anything else that is thrown is a defect and is shown as `internal`. */
export class BlockyardError extends Error {
  readonly problem: Problem;

  /** A detail among the facts becomes its code, with its own facts beside the others. */
  constructor(
    code: ProblemCode,
    facts: Readonly<Record<string, string | number | Detail>> = {},
    options?: ErrorOptions,
  ) {
    const flat: Problem['facts'] = {};
    for (const [name, fact] of Object.entries(facts))
      if (typeof fact === 'object') Object.assign(flat, fact.facts, { [name]: fact.code });
      else flat[name] = fact;
    super(describeProblem({ code, facts: flat }), options);
    this.name = 'BlockyardError';
    this.problem = { code, facts: flat };
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof BlockyardError) return error.problem;
  return { code: 'internal', facts: { detail: error instanceof Error ? error.message : String(error) } };
}

/** English wording; `{name}` stands for a fact, and `[name?some words|other words]` for the first words where the fact is there and not zero. */
export const problemWordings = {
  'unknown-preset':
    'There is no preset called "{name}". Presets: {known}. To use a file, give its path ending in .json.',
  'unreadable-file': 'The file {file} could not be read: {detail}. Check the path and that you may read it.',
  'invalid-architecture': 'The network "{name}" cannot be used. At {path}: {detail} {mend}',
  'invalid-run-spec': 'The setting {path} is not valid: {detail}.',
  'unknown-dataset': 'There is no dataset called "{name}". Datasets: {known}.',
  'dataset-missing':
    'The images of {name} are not where they should be: {path} is missing. Install the app again or import the dataset.',
  'dataset-corrupt':
    'The file {path}[name? of the dataset {name}|] cannot be used: {detail}. Replace it with a good copy.',
  'dataset-exists':
    'There is a dataset called "{name}" already. Give the new one another name, or remove that one first.',
  'dataset-built-in': 'The dataset "{name}" comes with Blockyard and cannot be removed.',
  'dataset-in-use': 'The run "{id}" trains on the dataset "{name}" or waits to. Stop it first, or wait for its end.',
  'dataset-changed':
    'The images of {name} are not those that this training began with, so it cannot go on. Import those again under this name, or start a new training.',
  'dataset-lost':
    'The images of {name} could not be read any more while training: {path}: {detail}. [epoch?The weights of epoch {epoch} are kept.|No epoch was finished.] See that the disk is in order, import the dataset again if it is gone, and train again.',
  'dataset-name': '"{name}" cannot be the name of a dataset. Use letters or digits, at most 100.',
  'dataset-classes': 'The dataset "{name}" has {count} classes. Give each of them a name, and no two of them the same.',
  'dataset-unusable': 'Nothing can be trained on what is in {path}: {detail}.',
  'unknown-format':
    'No dataset that Blockyard knows was found in {path}: {detail}. It reads folders of pictures with a sub-folder for each class or a table (CSV) of files and labels, IDX files, plain or .gz, and CIFAR-10 and CIFAR-100, packed or unpacked.',
  'path-not-given':
    '{path} was not read, since nobody chose it or dropped it on the window. Choose it with the button Import, or drop it.',
  'import-cancelled': 'The import was cancelled. Nothing of it is kept.',
  'export-cancelled': 'The export was cancelled. Nothing of it is kept.',
  'unknown-download': 'There is no dataset "{name}" to download. There are: {known}.',
  'download-failed':
    'The file {file} could not be downloaded from {host}: {detail}. What has arrived is kept, and the next download goes on from there. If you can get the file in another way, import it.',
  'download-damaged':
    'The file {file} that came from {host} is not the published one (its checksum differs), so it was thrown away. Try again, or get the file in another way and import it.',
  'download-cancelled': 'The download was stopped. What has arrived is kept, and the next download goes on from there.',
  'download-busy': 'The dataset "{name}" is being downloaded already, in another window or terminal. Wait for its end.',
  'data-process-ended':
    'The work on the data ended unexpectedly ({detail}). Nothing of it is kept. Try again, with fewer files if it happens again, or look at the log.',
  'unknown-run': 'There is no run with the id "{id}". List the runs to see their ids.',
  'unknown-sweep': 'There is no sweep or study with the id "{id}". List them to see their ids.',
  'unknown-network':
    'The network you asked for is not in the library any more. Open another, or bring it back from the deleted ones.',
  'unknown-version': 'This version of the network is not in the library any more. Choose another.',
  'run-not-active': 'The run "{id}" is not training now, so it cannot be paused, resumed or stopped.',
  'run-active': 'The run "{name}" ({id}) trains or waits to. Stop it first, then delete it. Nothing was deleted.',
  'run-not-waiting':
    'The run "{name}" ({id}) does not wait in the queue: it trains, has ended, or was taken out. Nothing was changed.',
  'run-not-ended': 'The run "{name}" ({id}) trains or waits to. Wait for its end or stop it, then go on from it.',
  'run-complete':
    'The run "{name}" ({id}) has trained all of its {epochs} epochs. To go on from it, ask for more epochs than that.',
  'run-no-weights':
    'The run "{name}" ({id}) has no saved weights to go on from, or they were removed from its folder. Run it again from the start.',
  'run-not-deleted':
    'The run "{name}" ({id}) is not among the deleted ones, so it was not erased. Delete it first. Nothing was erased.',
  'invalid-query': 'The filter cannot be read at letter {at}, "{part}": {detail}',
  'no-space':
    'The disk that holds {path} is full. Nothing that was saved before is lost. Free some space and try again.',
  'not-writable': 'Blockyard cannot write to {path}: {detail}. Choose another folder or change its permissions.',
  'backend-unavailable':
    'The training backend "{backend}" cannot run here: {detail}. Choose "auto" to use what this machine has.',
  'engine-crashed':
    'Training stopped because its process ended unexpectedly ({detail}). [epoch?The weights of epoch {epoch} are kept.|No weights had been saved yet.] Train again, or look at the log.',
  'engine-out-of-memory':
    'Training ran out of memory ({detail}). [epoch?The weights of epoch {epoch} are kept.|No weights had been saved yet.] Use a smaller batch than {batchSize} or a smaller network.',
  'engine-unresponsive':
    'Training gave no sign of life for {seconds} s and was ended. [epoch?The weights of epoch {epoch} are kept.|No weights had been saved yet.] Train again, or look at the log.',
  'measuring-failed':
    'The speed of this machine could not be measured ({detail}), so no training time is predicted. Training itself is not affected. Measure again, or look at the log.',
  'measuring-waits':
    'The speed of this machine cannot be measured while the run "{id}" trains on it. Try again when it has ended.',
  'preview-failed':
    'What augmentation does to the images cannot be shown ({detail}). Training itself is not affected. Try again, or look at the log.',
  'rate-test-failed':
    'The learning-rate test could not be done ({detail}). Trainings are not affected. Try again, with a smaller batch if it happens again, or look at the log.',
  'weights-missing':
    'The run "{name}" has no weights to work with: {file} is not in its folder. Train until an epoch ends, or train again.',
  'evaluation-size':
    'The images of {name} are {found}, and this model was trained on {wanted}. Choose a dataset with images of that size.',
  'evaluation-classes':
    'The classes of {name} ({found}) are not those that this model tells apart ({wanted}). Choose a dataset with the same classes.',
  'evaluation-empty': 'There are no images to evaluate on in this part of {name}. Choose another part.',
  'evaluation-images':
    'These two models cannot be compared on these images, since each has others. Evaluate both on the same part of one dataset.',
  'model-channels':
    'This model takes images of {channels} channels, and a picture has one (grey) or three (colour). Evaluate it on a dataset instead.',
  'model-pixels': 'The {count} images that were handed over are not of the size {wanted} that this model takes.',
  'model-layer': 'This model has nothing to show of the layer or the weight {layer}. Choose another.',
  'model-failed':
    'The trained model could not be asked ({detail}). The run and its weights are not affected. Try again, or look at the log.',
  'export-exists':
    'There is something at {path} already. Nothing was written. Choose another name, or have it replaced.',
  'export-occupied':
    'What is at {path} is no earlier export of this kind, so it is not replaced. Nothing was written. Choose another name.',
  'export-too-large':
    'The weights of "{name}" take {gigabytes} GB, and a file of the format {format} holds 2 GB at most. Export safetensors or Keras instead.',
  'bundle-unreadable':
    'The file {path} is no run that can be imported: {detail}. Nothing was imported. Get another copy, or export the run again where it was trained.',
  'bundle-newer':
    'The run in {path} was exported by a newer Blockyard (form {found}; this one knows {known}). Nothing was imported. Update Blockyard.',
  'run-known':
    'The run "{name}" ({id}) is in the library already, perhaps among the deleted ones. Nothing was imported.',
  'non-finite-loss':
    'The loss became {value} at step {step}; the first layer with a value that is not a number is {layer}. Training stopped[epoch? and the last good weights, of epoch {epoch}, are kept.|; no epoch was finished, so the weights it began with are kept.] Try a lower learning rate than {learningRate}.',
  'checkpoint-corrupt': 'The saved weights in {path} are damaged: {detail}.',
  'transfer-gone':
    'The trained weights that this run was to begin with, from {source}, are not there any more, or are others by now. Choose a run or a file to begin with again.',
  'transfer-unfit':
    'Nothing of the weights in {path} can be taken over: none has the name and the shape of a weight of the network "{network}". Choose weights of a network with some of the same blocks, or begin with new ones.',
  'library-newer':
    'The library in {path} was written by a newer Blockyard (version {found}; this one knows {known}). Nothing was changed. Update Blockyard.',
  'library-corrupt':
    'The library in {path} is damaged: {detail}. Nothing was changed. Restore it from a copy, or move it away to start a new one.',
  interrupted:
    'Training was interrupted. [epoch?The weights of epoch {epoch} are kept.|No weights had been saved yet.]',
  internal: 'Something went wrong inside Blockyard: {detail}. Please report it with the log.',
} satisfies Record<ProblemCode, string>;

export function describeProblem(problem: Problem): string {
  return fillWording(problemWordings[problem.code], spellDetail(problem.facts));
}
