import type { ErrorPart, StudyResult } from './study-result.ts';

/** Where things lie in the figure of a study, in units of its own. */
export interface ErrorFigure {
  readonly width: number;
  readonly height: number;
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  readonly yTicks: readonly { readonly at: number; readonly label: string }[];
  /** Behind the lines; `variant` tells the colour. */
  readonly curves: readonly {
    readonly variant: number;
    readonly part: ErrorPart;
    readonly dashed: boolean;
    /** SVG path of the mean. */
    readonly line: string;
    /** SVG path around all seeds; empty where there is one. */
    readonly band: string;
    /** Single epochs are points. */
    readonly dots: readonly { readonly x: number; readonly y: number }[];
  }[];
}

const size = { width: 760, height: 380 };
const plot = { left: 52, top: 12, width: 696, height: 322 };

/** The paper's figure of a study: training error dashed, validation error solid, a colour for each network. */
export function errorFigure({ curves }: Pick<StudyResult, 'curves'>): ErrorFigure {
  const points = curves.flatMap((curve) => curve.points);
  const last = Math.max(2, ...points.map(({ epoch }) => epoch));
  const top = niceTop(Math.max(0.01, ...points.map(({ high }) => high)));
  const x = (epoch: number): number => plot.left + ((epoch - 1) / (last - 1)) * plot.width;
  const y = (error: number): number => plot.top + plot.height - (error / top) * plot.height;
  const every = Math.max(1, Math.ceil(last / 12));
  const epochs = Array.from({ length: last }, (_, i) => i + 1).filter((epoch) => epoch === 1 || epoch % every === 0);
  return {
    ...size,
    plot,
    xTicks: epochs.map((epoch) => ({ at: round(x(epoch)), label: String(epoch) })),
    yTicks: [0, 1, 2, 3, 4, 5].map((i) => {
      const error = (i * top) / 5;
      return { at: round(y(error)), label: `${String(Number((100 * error).toFixed(1)))}%` };
    }),
    curves: curves.map(({ variant, part, points: own }) => {
      const at = (epoch: number, error: number): string => `${String(round(x(epoch)))} ${String(round(y(error)))}`;
      const spread = own.some(({ low, high }) => high > low);
      const around = [
        ...own.map(({ epoch, high }) => at(epoch, high)),
        ...[...own].reverse().map(({ epoch, low }) => at(epoch, low)),
      ];
      return {
        variant,
        part,
        dashed: part === 'training',
        line: own.length < 2 ? '' : `M${own.map(({ epoch, mean }) => at(epoch, mean)).join('L')}`,
        band: !spread || own.length < 2 ? '' : `M${around.join('L')}Z`,
        dots: own.length > 12 ? [] : own.map(({ epoch, mean }) => ({ x: round(x(epoch)), y: round(y(mean)) })),
      };
    }),
  };
}

/** The next of 1, 2 and 5 times a power of ten, or what is a fifth of it less. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.min(1, [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((top) => top >= value) ?? 1);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
