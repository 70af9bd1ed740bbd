export { syncFolder, toFileProblem } from './durable.ts';
export type { ImageSet, Labels } from './dataset.ts';
export { datasetDetail } from './detail.ts';
export { describeDataset, type DatasetDescription } from './describe.ts';
export { clearDownloads, downloadDataset, listDownloads, type DownloadState } from './download.ts';
export { exportDataset } from './export.ts';
export { exportImages } from './export-images.ts';
export { imageBudgetHere } from './image-budget.ts';
export { ImageStream } from './image-stream.ts';
export { openHostLink } from './host-link.ts';
export { importDataset, importTitle, type ImportRequest } from './import.ts';
export { datasetFigures } from './figures.ts';
export { findImages } from './find-images.ts';
export { fitPictureBytes, fitPicturePaths, type FittedPicture } from './pictures/fit-pictures.ts';
export { clearImports, editManifest, listPacks, packHash, removePack, setPackAside, type PackAside } from './packs.ts';
export type { DatasetReader } from './dataset-reader.ts';
export { scratchFolder } from './scratch.ts';
export { checkPicturable, encodePng } from './png.ts';
export { reduceImages } from './reduce-images.ts';
export { lookAtImport, previewImport } from './look.ts';
export { readImageNames, readReport } from './report.ts';
export {
  datasetFolder,
  datasetSummary,
  isBuiltIn,
  listDatasets,
  openDataset,
  openReader,
  summaryIn,
} from './registry.ts';
export { choosePositions } from './split.ts';
export { openTrainingData } from './training-data.ts';
