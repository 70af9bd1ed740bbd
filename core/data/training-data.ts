import { sizeOf } from '../model/index.ts';
import type { DataChoice } from '../protocol/run-spec.ts';
import { labelsAt, type ImageSet, type StoredPart } from './dataset.ts';
import { imageBudgetHere } from './image-budget.ts';
import { ImageStream } from './image-stream.ts';
import { openDataset, openStored, summaryIn } from './registry.ts';
import { chooseImages, choosePositions, type Chosen } from './split.ts';

/** What a run trains on and what validates it: in memory, or on the disk where that is more than the memory is for. */
interface TrainingData {
  /** Of all images and labels of the dataset; see content-hash.ts. */
  readonly hash: string;
  readonly train: ImageSet | ImageStream;
  readonly validation: ImageSet | ImageStream;
}

/**
 * Opens the images of a run. Both splits are in memory or both are streams, which the caller closes.
 * @param folder where the dataset's files are, as `datasetFolder` tells
 * @param seed of the recipe
 * @param budget bytes of images that are kept in memory
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt, dataset-unusable, dataset-lost
 */
export async function openTrainingData(
  choice: DataChoice,
  seed: number,
  folder: string,
  budget = imageBudgetHere(),
): Promise<TrainingData> {
  const { dataset } = choice;
  const { shape, trainSize, testSize } = summaryIn(dataset, folder);
  const imageBytes = sizeOf(shape);
  const fits = (images: number): boolean => images * imageBytes <= budget;
  const stored = fits(trainSize + testSize) ? undefined : await openStored(dataset, folder);
  const trainFile = stored && fileOf(stored.parts.train);
  const testFile = stored && fileOf(stored.parts.test);
  // A gzipped file has no places to read from.
  if (stored === undefined || trainFile === undefined || testFile === undefined) {
    const resident = await openDataset(dataset, folder);
    return { hash: resident.hash, ...chooseImages(resident, choice, seed) };
  }
  const labels = { train: stored.parts.train.labels, test: stored.parts.test.labels };
  const chosen = choosePositions(dataset, labels, choice, seed);
  const streamOf = ({ part, positions }: Chosen): Promise<ImageStream> =>
    ImageStream.open({
      ...(part === 'train' ? trainFile : testFile),
      dataset,
      imageBytes,
      positions,
      labels: labelsAt(labels[part], positions),
    });
  const isSmall = fits(chosen.train.positions.length + chosen.validation.positions.length);
  const open = async (of: Chosen): Promise<ImageSet | ImageStream> =>
    isSmall ? loadAll(await streamOf(of)) : streamOf(of);
  return { hash: stored.hash, train: await open(chosen.train), validation: await open(chosen.validation) };
}

function fileOf({ images }: StoredPart): Exclude<StoredPart['images'], Uint8Array> | undefined {
  return images instanceof Uint8Array ? undefined : images;
}

/** What is chosen of a large dataset may be small, such as its first images. */
async function loadAll(stream: ImageStream): Promise<ImageSet> {
  try {
    const { labels, count } = stream;
    return { images: await stream.read(Int32Array.from({ length: count }, (_, index) => index)), labels, count };
  } finally {
    await stream.close();
  }
}
