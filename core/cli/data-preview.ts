import { resolve } from 'node:path';
import { checkPicturable, encodePng } from '../data/index.ts';
import { formatAugmentation } from '../protocol/augmentation-text.ts';
import { previewVariants } from '../protocol/augmentation-preview.ts';
import type { Augmentation } from '../protocol/augmentation.ts';
import type { BackendChoice } from '../protocol/run-spec.ts';
import { forkEngineHost, Previewer } from '../runner/index.ts';
import { libraryHome } from '../store/index.ts';
import { formatNumberOf } from './format.ts';
import { print, printJson } from './output.ts';
import { previewSheet } from './preview-sheet.ts';
import { writeOutput } from './write-output.ts';

export interface DataPreviewOptions {
  readonly augment: Augmentation;
  /** The picture to write. */
  readonly out: string;
  /** Images of the dataset that are shown. */
  readonly images: number;
  readonly seed: number;
  readonly step: number;
  readonly backend: BackendChoice;
}

/**
 * Writes a picture of some training images, each beside what augmentation makes of it in one step of a training, by the nodes that training uses.
 * @throws BlockyardError of the dataset; backend-unavailable, preview-failed, no-space, not-writable
 */
export async function previewData(
  name: string,
  { augment, out, images, seed, step, backend }: DataPreviewOptions,
  json: boolean,
): Promise<void> {
  const previewer = new Previewer({ library: { home: libraryHome() }, engineHost: forkEngineHost() });
  try {
    const preview = await previewer.preview({
      data: { dataset: name, validation: { kind: 'test' } },
      augmentation: augment,
      backend,
      seed,
      step,
      count: images,
      offset: 0,
    });
    checkPicturable(name, preview.shape);
    const { pixels, shape } = previewSheet(preview);
    const path = resolve(out);
    await writeOutput(path, encodePng(pixels, shape));
    const told = { name, augmentation: formatAugmentation(augment), seed, step, backend: preview.backend };
    if (json) printJson({ ...told, images: preview.labels.length, variants: previewVariants, file: path });
    else
      print(
        `Wrote ${formatNumberOf(preview.labels.length, 'image')} with ${String(previewVariants)} variants each to ${out}.`,
      );
  } finally {
    previewer.close();
  }
}
