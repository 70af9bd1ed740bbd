import { inferArchitecture, presets } from '../model/index.ts';
import { formatCount, formatLarge } from './format.ts';
import { formatTable, print, printJson } from './output.ts';

/** Counts are for this, the images of CIFAR-10, on which most of the presets were published. */
const target = { input: [32, 32, 3], classes: 10 } as const;

export function listPresets(json: boolean): void {
  const rows = presets.map((preset) => {
    const { totals } = inferArchitecture(preset.architecture, target);
    return { preset, totals };
  });
  if (json) {
    printJson(
      rows.map(({ preset, totals }) => ({
        name: preset.name,
        title: preset.title,
        description: preset.description,
        layers: totals.layers,
        depth: totals.depth,
        params: totals.params,
        macs: totals.macs,
        input: target.input,
        classes: target.classes,
        ...(preset.paper !== undefined && { paper: preset.paper }),
      })),
    );
    return;
  }
  print(
    formatTable(
      [
        { title: 'Name' },
        { title: 'Network' },
        { title: 'Depth', align: 'right' },
        { title: 'Parameters', align: 'right' },
        { title: 'Multiply-adds', align: 'right' },
        { title: 'From' },
      ],
      rows.map(({ preset, totals }) => [
        preset.name,
        preset.title,
        String(totals.depth),
        formatCount(totals.params.total),
        formatLarge(totals.macs),
        preset.paper === undefined ? '' : `${preset.paper.authors} ${String(preset.paper.year)}`,
      ]),
    ),
  );
  print('\nCounted for images of 32x32x3 and 10 classes. Depth: convolution and dense layers on the longest path.');
}
