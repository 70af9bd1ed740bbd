import {
  augmentBatch,
  type AugmentedBatch,
  type AugmentOptions,
  type HostBatch,
} from '../../compiler/augmentation/on-host.ts';
import { openReader } from '../../data/index.ts';
import { permutation, sizeOf } from '../../model/index.ts';
import { previewVariants, type AugmentationPreview, type PreviewRequest } from '../../protocol/augmentation-preview.ts';
import { because } from '../../protocol/details.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { Backend, BackendChoice } from '../../protocol/run-spec.ts';
import type { DatasetSummary } from '../../protocol/runs.ts';

interface Samples {
  /** [count, height, width, channels], 0..255. */
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint16Array;
  readonly count: number;
}

/**
 * Images of a dataset as they are, and as training would vary them: with the nodes of the training step in a graph of their own where that trains, else with what
 * the portable executor does. All of them are one batch, ordered so that every image's next, with which it may be mixed, is another image.
 * @param home the library with the dataset
 * @throws BlockyardError of the dataset; `backend-unavailable`
 */
export async function makePreview(request: PreviewRequest, home: string): Promise<AugmentationPreview> {
  const { augmentation, seed, step } = request;
  const { summary, set } = await readImages(request, home);
  const { shape } = summary;
  const size = sizeOf(shape);
  const batch = repeat(set, size);
  const { backend, augmented } = await augment(request.backend, batch, { augmentation, seed, step, shape });
  // Of variants of images to images with their variants.
  const places = Array.from({ length: set.count * previewVariants }, (_, i) => {
    const [image, variant] = [Math.floor(i / previewVariants), i % previewVariants];
    return variant * set.count + image;
  });
  const variants = new Uint8Array(places.length * size);
  places.forEach((from, to) => {
    variants.set(bytesOf(augmented.images.subarray(from * size, (from + 1) * size)), to * size);
  });
  const { blend } = augmented;
  return {
    backend,
    shape: [...shape],
    labels: [...set.labels],
    originals: set.images,
    variants,
    ...(blend && {
      blend: {
        partners: places.map((place) => blend.partners[place] ?? 0),
        shares: places.map((place) => blend.share[place] ?? 0),
      },
    }),
  };
}

/** In an order of its own, since files are often sorted by class. */
async function readImages(
  { data, count, offset }: PreviewRequest,
  home: string,
): Promise<{ summary: DatasetSummary; set: Samples }> {
  const reader = await openReader(data.dataset, home);
  try {
    const { summary, labels } = reader;
    const all = Math.min(labels.train.length, data.limit ?? Infinity);
    if (all === 0)
      throw new BlockyardError('dataset-unusable', { path: summary.name, detail: because('no-training-images') });
    const order = permutation(all, 0, 'preview');
    const indices = Uint32Array.from({ length: Math.min(count, all) }, (_, i) => order[(offset + i) % all] ?? 0);
    const images = await reader.read('train', indices);
    return {
      summary,
      set: { images, labels: Uint16Array.from(indices, (i) => labels.train[i] ?? 0), count: indices.length },
    };
  } finally {
    await reader.close();
  }
}

/** The images again and again, as a network is fed with them. */
function repeat({ images, labels, count }: Samples, size: number): HostBatch {
  const scaled = Float32Array.from(images, (value) => value / 255);
  const repeated = new Float32Array(previewVariants * count * size);
  for (let variant = 0; variant < previewVariants; variant += 1) repeated.set(scaled, variant * count * size);
  return {
    images: repeated,
    labels: Int32Array.from({ length: previewVariants * count }, (_, i) => labels[i % count] ?? 0),
  };
}

async function augment(
  choice: BackendChoice,
  batch: HostBatch,
  options: AugmentOptions,
): Promise<{ backend: Backend; augmented: AugmentedBatch }> {
  if (choice === 'auto' || choice === 'compiled') {
    try {
      const { augmentCompiled } = await import('../compiled/index.ts');
      return { backend: 'compiled', augmented: await augmentCompiled(batch, options) };
    } catch (error) {
      if (choice === 'compiled' || !(error instanceof BlockyardError)) throw error;
    }
  }
  return { backend: choice === 'webgpu' ? 'webgpu' : 'js', augmented: augmentBatch(batch, options) };
}

/** 0..1 to 0..255. What lies outside cannot be shown. */
function bytesOf(values: Float32Array): Uint8ClampedArray {
  return Uint8ClampedArray.from(values, (value) => value * 255);
}
