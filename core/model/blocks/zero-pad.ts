import { defineLayer } from '../block.ts';
import { sidesField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import { featureMap } from './window.ts';

const fields = {
  padding: sidesField({
    min: 0,
    max: 1024,
    default: [
      [1, 1],
      [1, 1],
    ],
  }),
};

export type ZeroPadNode = NodeWith<'zeroPad', typeof fields>;

/** Zeros around the feature map: [[top, bottom], [left, right]]. */
export const zeroPad = defineLayer({
  kind: 'zeroPad',
  label: 'Zero padding',
  fields,
  summary: ({ padding: [[top, bottom], [left, right]] }) => {
    const sides = [top, bottom, left, right];
    return sides.every((side) => side === top) ? String(top) : sides.join(' ');
  },
  lower: ({ padding }, input) => {
    const image = featureMap('Zero padding', input);
    if (!image.ok) return { ok: false, problem: image.error, assume: input };
    const [[top, bottom], [left, right]] = padding;
    const [height, width, channels] = image.value;
    return {
      ok: true,
      steps: [
        {
          part: '',
          op: { kind: 'zeroPad', padding },
          output: [height + top + bottom, width + left + right, channels],
          weights: [],
        },
      ],
    };
  },
});
