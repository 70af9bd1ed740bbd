import type { DatasetDetail, DatasetFigures } from '../../../core/protocol/dataset-library.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { BarChartView } from '../../lib/charts/bar-chart.ts';

type Bars = Omit<BarChartView, 'formatY'>;

/** Images of every class: those of the test part upon those of the training part, or beside them where heights are logarithms. */
export function classBars({ summary, perClass }: DatasetDetail, log: boolean, words: Dictionary['data']): Bars {
  return {
    labels: summary.classes,
    look: log ? 'beside' : 'stacked',
    log,
    series: [
      { label: words.training, color: '--train', values: perClass.train },
      ...(summary.testSize > 0 ? [{ label: words.test, color: '--validation', values: perClass.test }] : []),
    ],
  };
}

/** Values in each bar of the histogram. */
const binWidth = 4;

/** How often values of the pixels occur, in bins of four. */
export function valueBars({ histogram }: DatasetFigures, channels: number, words: Dictionary['data']): Bars {
  const bins = 256 / binWidth;
  return {
    labels: Array.from({ length: bins }, (_, bin) => `${bin * binWidth}–${(bin + 1) * binWidth - 1}`),
    look: 'over',
    series: histogram.map((counts, channel) => ({
      label: channelName(channel, channels, words),
      color: channelColor(channel, channels),
      values: Array.from({ length: bins }, (_, bin) =>
        counts.slice(bin * binWidth, (bin + 1) * binWidth).reduce((sum, times) => sum + times, 0),
      ),
    })),
  };
}

/** As people call the channels of a picture. */
export function channelName(channel: number, channels: number, { channels: names }: Dictionary['data']): string {
  if (channels === 1) return names.gray;
  const colour = channels === 3 ? [names.red, names.green, names.blue][channel] : undefined;
  return colour ?? names.other(String(channel + 1));
}

function channelColor(channel: number, channels: number): string {
  if (channels === 1) return '--accent';
  return ['--bad', '--good', '--train'][channel] ?? '--accent';
}
