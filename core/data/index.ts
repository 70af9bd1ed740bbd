export { syncFolder, toFileProblem } from './durable.ts';
export type { ImageSet } from './dataset.ts';
export { describeDataset, type DatasetDescription } from './describe.ts';
export { exportDataset } from './export.ts';
export { importDataset, type ImportRequest } from './import.ts';
export { clearImports, listPacks, removePack } from './packs.ts';
export { datasetFolder, datasetSummary, isBuiltIn, listDatasets, openDataset } from './registry.ts';
export { chooseImages } from './split.ts';
