/** Figures of every layer over a training. */
export const layersEn = {
  title: 'Layers',
  figure: 'Figure',
  figures: {
    gradientNorm: 'Gradient norm',
    weightNorm: 'Weight norm',
    updateRatio: 'Update to weight',
    activationMean: 'Mean of activations',
    activationDeviation: 'Deviation of activations',
    deadShare: 'Dead channels',
  },
  help: {
    gradientNorm:
      'How strongly the loss pulls at each layer. Rows that are darker towards the input mean that the gradient vanishes on its way back.',
    weightNorm: 'The size of each layer’s weights. What grows without end may need weight decay.',
    updateRatio: 'How far one step moves each layer’s weights, as a part of their size. About 0.001 is usual.',
    activationMean: 'The mean of what comes out of each activation.',
    activationDeviation: 'How much the values differ that come out of each activation. Near 0, a layer says nothing.',
    deadShare: 'Channels of a relu that are 0 everywhere in the batch. They learn nothing at this step.',
  },
  batchNorm: 'With batch norm',
  look: 'Show as',
  looks: { map: 'Map', table: 'Table' },
  mapName: (figure: string) => `${figure} of every layer over the steps`,
  legend: (low: string, high: string) => `Colours from ${low}, dark, to ${high}, light`,
  hint: 'Point at a cell, or use the arrow keys, for its value. Input on top, steps from left to right.',
  cell: (layer: string, step: string, value: string) => `${layer} · step ${step} · ${value}`,
  noValue: 'no value',
  layer: 'Layer',
  step: (step: string) => `step ${step}`,
  waiting: 'The first record comes with the first step.',
  notRecorded: 'Nothing was recorded of the layers of this run. “Record layers every” in the recipe switches it on.',
  notHere: 'This backend does not record this figure.',
  record: 'Record layers every',
  recordUnit: 'steps',
  recordHelp:
    'Gradients, weights and activations of every layer, for the run’s page. 0 is off. The training stays the same.',
};
