export { datasetFolder, datasetSummary, listDatasets, openDataset } from './registry.ts';
export type { ImageSet } from './dataset.ts';
export { chooseImages } from './split.ts';
