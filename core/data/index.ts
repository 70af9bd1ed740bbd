export { datasetFolder, datasetSummary, listDatasets, openDataset } from './registry.ts';
export { chooseImages } from './split.ts';
