import { applyEn } from './en-apply.ts';
import { augmentationEn } from './en-augmentation.ts';
import { canvasEn } from './en-canvas.ts';
import { compareEn } from './en-compare.ts';
import { counted } from './counted.ts';
import { dataEn } from './en-data.ts';
import { designEn } from './en-design.ts';
import { evaluateEn } from './en-evaluate.ts';
import { insideEn } from './en-inside.ts';
import { exportEn } from './en-export.ts';
import { inspectorEn } from './en-inspector.ts';
import { paletteEn } from './en-palette.ts';
import { layersEn } from './en-layers.ts';
import { fieldsEn } from './en-fields.ts';
import { historyEn } from './en-history.ts';
import { libraryEn } from './en-library.ts';
import { queueEn } from './en-queue.ts';
import { interchangeEn } from './en-interchange.ts';
import { ratesEn } from './en-rates.ts';
import { sweepsEn } from './en-sweeps.ts';
import { machineEn } from './en-machine.ts';
import { lineageEn } from './en-lineage.ts';
import { recipeEn } from './en-recipe.ts';
import { runsEn } from './en-runs.ts';
import { studiesEn } from './en-studies.ts';
import { transferEn } from './en-transfer.ts';
import { viewsEn } from './en-views.ts';

export const en = {
  app: {
    skip: 'Skip to the content',
    noProgram: 'This page belongs in the window of Blockyard, and there it finds the program it talks to.',
    loadFailed: 'Blockyard could not be reached',
    retry: 'Try again',
    close: 'Close',
    dismiss: 'Dismiss',
  },
  places: {
    label: 'Places',
    design: 'Design',
    train: 'Train',
    runs: 'Runs',
    data: 'Data',
    studies: 'Studies',
    importing: (percent: string) => `Working on data, ${percent} done`,
    training: (percent: string) => `Training, ${percent} done`,
  },
  settings: {
    title: 'Settings',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    system: 'System',
    home: 'Runs are kept in',
    device: 'Trains on',
    version: 'Version',
    saveFailed: 'The settings were not saved',
  },
  device: {
    label: 'Device',
    processor: (count: number, threads: string, plain: boolean) =>
      `CPU, ${counted(count, threads, 'thread', 'threads')}${plain ? ', plain JavaScript' : ''}`,
    backends: { compiled: 'TensorFlow, compiled', webgpu: 'WebGPU', js: 'JavaScript' },
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    places: 'Go to Design, Train, Runs, Data, Studies',
    train: 'Start training',
    pause: 'Pause or resume training',
    search: 'Search blocks or runs',
    rows: 'Move through rows and open one',
    chart: 'With a chart in focus: zoom, move, reset',
    library: 'Open the networks of the library',
    libraryRows: 'In that list: rename, delete',
    settings: 'Settings',
    help: 'This list',
    close: 'Close a dialog',
  },
  status: {
    queued: 'Queued',
    starting: 'Starting',
    running: 'Training',
    paused: 'Paused',
    completed: 'Completed',
    stopped: 'Stopped',
    failed: 'Failed',
    interrupted: 'Interrupted',
  },
  recipe: recipeEn,
  transfer: transferEn,
  augmentation: augmentationEn,
  design: designEn,
  canvas: canvasEn,
  views: viewsEn,
  inspector: inspectorEn,
  palette: paletteEn,
  library: libraryEn,
  data: dataEn,
  train: {
    newTitle: 'New experiment',
    name: 'Name of the run',
    network: 'Network',
    data: 'Data',
    train: 'Train',
    queue: 'Add to queue',
    starting: 'Preparing the network and the data…',
    queued: 'Waits until the run before it has ended.',
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop',
    stopTitle: 'Stop this training?',
    stopText: 'The best and the last weights are kept, and the run can go on from there later.',
    keepTraining: 'Keep training',
    openRun: 'Open in Runs',
    fresh: 'New experiment',
    backToRun: 'Back to the training',
    other: (name: string) => `“${name}” is the run that trains now.`,
    cannotStart: 'Training could not start',
    cannotControl: 'That did not work',
    fixFields: 'A setting is not valid. Correct it, then train.',
    figures: {
      valAccuracy: 'Validation accuracy',
      accuracy: 'Training accuracy',
      loss: 'Training loss',
      valLoss: 'Validation loss',
      rate: 'Images per second',
      left: 'Time left',
      elapsed: 'Elapsed',
      soFar: (time: string) => `${time} elapsed`,
      best: (epoch: string) => `best, epoch ${epoch}`,
      latest: 'latest epoch',
      smoothed: 'recent steps',
    },
    progress: 'Training progress',
    epochOf: (epoch: string, epochs: string) => `Epoch ${epoch} of ${epochs}`,
    stepOf: (step: string, steps: string) => `step ${step} of ${steps}`,
    log: 'Log',
    noLog: 'Nothing has been logged.',
    epochs: 'Epochs',
    noEpochs: 'The first line comes when the first epoch has ended.',
    ended: {
      completed: 'Training is complete',
      stopped: 'Training was stopped',
      failed: 'Training failed',
      interrupted: 'Training was interrupted',
    },
    result: (accuracy: string, epoch: string) =>
      `The best validation accuracy is ${accuracy}, in epoch ${epoch}. Its weights and the last ones are kept.`,
    noResult: 'It ended before its first epoch was over, so there is no validation accuracy.',
    layersDeep: 'layers deep',
    parameters: 'parameters',
    multiplyAdds: 'multiply-adds',
    openDesign: 'View in Design',
    chooseNetwork: 'Network',
    networkOfRun: (name: string) => `${name} (from a run)`,
    chooseData: 'Dataset',
    trainImages: (shown: string) => `${shown} for training`,
    testImages: (shown: string) => `${shown} for validation`,
    noDatasets: 'No dataset is installed.',
    classes: 'classes',
    images: (count: number, shown: string) => counted(count, shown, 'image', 'images'),
  },
  chart: {
    accuracy: 'Accuracy',
    loss: 'Loss',
    training: 'Training',
    validation: 'Validation',
    step: 'Step',
    epoch: 'Epoch',
    axis: 'Horizontal axis',
    smoothing: 'Smoothing',
    log: 'Log scale',
    reset: 'Reset zoom',
    empty: 'Points appear with the first steps.',
    help: 'Turn the wheel to zoom, drag to zoom into a part, hold Shift and drag to move.',
    summary: (points: string) => `${points} points.`,
    series: (name: string, last: string, low: string, high: string) =>
      `${name}: ${last} now, between ${low} and ${high}.`,
    at: (axis: string, value: string) => `${axis} ${value}`,
  },
  runs: runsEn,
  history: historyEn,
  fields: fieldsEn,
  queue: queueEn,
  lineage: lineageEn,
  interchange: interchangeEn,
  machine: machineEn,
  rates: ratesEn,
  sweeps: sweepsEn,
  compare: compareEn,
  layers: layersEn,
  evaluate: evaluateEn,
  exporting: exportEn,
  apply: applyEn,
  inside: insideEn,
  studies: studiesEn,
};

/** What every language has to say: the English texts' keys, with texts of its own. */
export type Dictionary = Widen<typeof en>;

type Widen<Value> =
  Value extends Readonly<Record<string, string>>
    ? string extends keyof Value
      ? Readonly<Record<string, string>>
      : { readonly [Key in keyof Value]: string }
    : Value extends string
      ? string
      : Value extends (...parameters: infer Parameters) => string
        ? (...parameters: Parameters) => string
        : { [Key in keyof Value]: Widen<Value[Key]> };
