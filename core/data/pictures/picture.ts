import { describeDetail, type Detail } from '../../protocol/details.ts';
import type { RefusalReason } from '../../protocol/refusals.ts';

/** A decoded picture, upright: [height, width, 4], red, green, blue and how opaque, 0..255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A file that does not become an image. */
export class PictureRefused extends Error {
  readonly reason: RefusalReason;
  readonly detail: Detail | undefined;

  constructor(reason: RefusalReason, detail?: Detail, options?: ErrorOptions) {
    super(detail === undefined ? reason : `${reason}: ${describeDetail(detail)}`, options);
    this.name = 'PictureRefused';
    this.reason = reason;
    this.detail = detail;
  }
}
