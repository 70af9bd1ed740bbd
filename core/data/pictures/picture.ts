import type { RefusalReason } from '../../protocol/datasets.ts';

/** A decoded picture, upright: [height, width, 4], red, green, blue and how opaque, 0..255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A file that does not become an image. */
export class PictureRefused extends Error {
  readonly reason: RefusalReason;
  readonly detail: string | undefined;

  constructor(reason: RefusalReason, detail?: string, options?: ErrorOptions) {
    super(`${reason}: ${detail ?? ''}`, options);
    this.name = 'PictureRefused';
    this.reason = reason;
    this.detail = detail;
  }
}
