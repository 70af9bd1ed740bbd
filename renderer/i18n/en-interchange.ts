/** Runs taken elsewhere, and brought from there. */
export const interchangeEn = {
  title: 'Export as',
  open: 'Export run',
  openSeveral: 'Export these runs',
  forms: {
    csv: { name: 'Table (CSV)', text: 'A line for every step, with the figures of each epoch at its end.' },
    json: { name: 'Everything recorded (JSON)', text: 'Network, recipe, figures, log and versions in one document.' },
    tensorboard: { name: 'TensorBoard', text: 'A folder of event files that TensorBoard shows.' },
    bundle: {
      name: 'Run bundle',
      text: 'One file with the weights too: Blockyard on another machine shows the run and can train it again.',
    },
  },
  exported: 'Exported',
  exportFailed: 'Nothing was exported',
  import: 'Import a run bundle',
  imported: (name: string) => `Imported “${name}”`,
  importFailed: 'Nothing was imported',
  data: {
    same: 'The images that it was trained on are here too.',
    unknown: 'There is a dataset of this name here.',
    other: 'The images of its dataset here are others than it was trained on. Import those to train it again.',
    absent: 'Its dataset is not here. Import it under the same name to train the run again.',
  },
};
