import { properName } from '../../node-text.ts';
import { sumRadius, type Mark } from './marks.ts';
import { small, stripHeight, text, type Part } from './part.ts';
import { shorten, textWidth } from './text-width.ts';

const branchGap = 16;
const fan = 14;

/** Side by side, each in the middle of the height, with wires that fan out above and come together below. */
export function branchesPart(branches: readonly Part[], merge: string): Part {
  const inside = Math.max(0, ...branches.map((branch) => branch.height));
  const width = branches.reduce((sum, branch) => sum + branch.width, 0) + branchGap * Math.max(0, branches.length - 1);
  const axis = width / 2;
  const pill = { width: textWidth(merge, small) + 20, height: 18 };
  const height = fan + inside + fan + pill.height;
  return {
    width,
    height,
    axis,
    draw: (x, y) => {
      const marks: Mark[] = [];
      const end = y + fan + inside + fan;
      marks.push({ kind: 'dot', x: x + axis, y: y + 4 });
      let left = x;
      for (const branch of branches) {
        const centre = left + branch.axis;
        const top = y + fan + (inside - branch.height) / 2;
        const empty = branch.height === 0;
        if (!empty) {
          marks.push({ kind: 'line', arrow: true, points: route([x + axis, y + 4], [centre, y + 4], [centre, top]) });
          marks.push(...branch.draw(left, top));
        }
        const from = empty ? ([x + axis, y + 4] as const) : ([centre, top + branch.height] as const);
        marks.push({ kind: 'line', arrow: false, points: route(from, [centre, end - 5], [x + axis, end]) });
        left += branch.width + branchGap;
      }
      marks.push({ kind: 'box', x: x + axis - pill.width / 2, y: end, ...pill, radius: 9, tone: 'norm', look: 'pill' });
      marks.push(text(merge, x + axis, end + pill.height / 2, small, 'middle'));
      return marks;
    },
  };
}

type Point = readonly [x: number, y: number];

/** Down or across at right angles: first to the height of `via` at `from`'s place, then to `via`'s place, then on. */
function route(from: Point, via: Point, to: Point): readonly Point[] {
  const points: Point[] = [from, [from[0], via[1]], via, [to[0], via[1]], to];
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || before[0] !== point[0] || before[1] !== point[1];
  });
}

/** The body, the shortcut around it on the right, and the sum with its activation below. */
export function residualPart(body: Part, shortcut: readonly string[], activation: string): Part {
  const shown = shortcut.map((line) => shorten(line, 110, small));
  const box = {
    width: shown.length === 0 ? 0 : Math.max(...shown.map((line) => textWidth(line, small))) + 14,
    height: 8 + shown.length * 12,
  };
  const bend = activation === 'linear' ? 0 : stripHeight;
  const start = 8;
  const way = body.width - body.axis + 14 + box.width / 2;
  const bodyEnd = start + 8 + body.height;
  const sumAt = bodyEnd + 16;
  const bendTop = sumAt + sumRadius + 8;
  return {
    width: body.axis + way + Math.max(box.width / 2, 4),
    height: bend === 0 ? sumAt + sumRadius : bendTop + bend,
    axis: body.axis,
    draw: (x, y) => {
      const axis = x + body.axis;
      const far = axis + way;
      const middle = y + (start + sumAt) / 2;
      const marks: Mark[] = [
        {
          kind: 'line',
          arrow: true,
          points: [
            [axis, y + 3],
            [axis, y + start + 8],
          ],
        },
        {
          kind: 'line',
          arrow: true,
          strong: true,
          points: [
            [axis, y + 3],
            [far, y + 3],
            [far, y + sumAt],
            [axis + sumRadius, y + sumAt],
          ],
        },
        { kind: 'dot', x: axis, y: y + 3, strong: true },
        ...body.draw(x, y + start + 8),
        {
          kind: 'line',
          arrow: true,
          points: [
            [axis, y + bodyEnd],
            [axis, y + sumAt - sumRadius],
          ],
        },
        { kind: 'sum', x: axis, y: y + sumAt },
      ];
      if (shown.length > 0) {
        marks.push({
          kind: 'box',
          x: far - box.width / 2,
          y: middle - box.height / 2,
          ...box,
          radius: 3,
          tone: 'accent',
          look: 'block',
        });
        shown.forEach((line, index) =>
          marks.push(text(line, far, middle + 12 * (index - (shown.length - 1) / 2), small, 'middle')),
        );
      }
      if (bend > 0) {
        const name = properName(activation);
        const width = Math.max(84, textWidth(name, small) + 20);
        marks.push({
          kind: 'line',
          arrow: false,
          points: [
            [axis, y + sumAt + sumRadius],
            [axis, y + bendTop],
          ],
        });
        marks.push({
          kind: 'box',
          x: axis - width / 2,
          y: y + bendTop,
          width,
          height: bend,
          radius: 3,
          tone: 'act',
          look: 'block',
        });
        marks.push(text(name, axis, y + bendTop + bend / 2, small, 'middle'));
      }
      return marks;
    },
  };
}
