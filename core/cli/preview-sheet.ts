import type { ImageShape } from '../model/index.ts';
import { previewVariants, type AugmentationPreview } from '../protocol/augmentation-preview.ts';

/** Between images, and between the original and its variants, px. */
const gap = 4;
const wideGap = 16;
/** Smaller images are drawn larger, by a whole factor, to about this side. */
const wantedSide = 64;
const paper = 255;

export interface PreviewSheet {
  readonly shape: ImageShape;
  /** [height, width, channels], 0..255. */
  readonly pixels: Uint8Array;
}

/** A row for each image: as it is, and behind it as training would vary it. */
export function previewSheet({ shape, originals, variants, labels }: AugmentationPreview): PreviewSheet {
  const [height, width, channels] = shape;
  const zoom = Math.max(1, Math.round(wantedSide / Math.max(height, width)));
  const [cellHeight, cellWidth] = [height * zoom + gap, width * zoom + gap];
  const sheetHeight = labels.length * cellHeight + gap;
  const sheetWidth = (1 + previewVariants) * cellWidth + wideGap;
  const pixels = new Uint8Array(sheetHeight * sheetWidth * channels).fill(paper);
  const size = height * width * channels;

  const draw = (image: Uint8Array, top: number, left: number): void => {
    for (let y = 0; y < height * zoom; y += 1) {
      for (let x = 0; x < width * zoom; x += 1) {
        const from = (Math.floor(y / zoom) * width + Math.floor(x / zoom)) * channels;
        pixels.set(image.subarray(from, from + channels), ((top + y) * sheetWidth + left + x) * channels);
      }
    }
  };
  labels.forEach((_, row) => {
    const top = gap + row * cellHeight;
    draw(originals.subarray(row * size, (row + 1) * size), top, gap);
    for (let variant = 0; variant < previewVariants; variant += 1) {
      const at = row * previewVariants + variant;
      draw(variants.subarray(at * size, (at + 1) * size), top, wideGap + (1 + variant) * cellWidth);
    }
  });
  return { shape: [sheetHeight, sheetWidth, channels], pixels };
}
