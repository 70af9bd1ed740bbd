import type { ImageReference, ImportLook, ImportReport } from '../protocol/datasets.ts';
import { describeRefusal } from '../protocol/details.ts';
import { formatCount, formatNumberOf } from './format.ts';
import { formatTable } from './output.ts';

/** Of each list, for a person. */
const mostShown = 10;

/** What an import found that a person should know: nothing where there is nothing. */
export function describeReport({ refused, emptyClasses, validation, duplicates, leaks }: ImportReport): string[] {
  const lines: string[] = [];
  if (validation !== undefined) {
    const uses = { train: 'are training images', test: 'are the test images', leave: 'were left out' };
    lines.push(`The ${formatNumberOf(validation.count, 'validation image')} ${uses[validation.use]}.`);
  }
  if (emptyClasses.length > 0) lines.push(`Without an image, and so left out: ${listed(emptyClasses)}.`);
  if (refused.total > 0) {
    lines.push(`${formatNumberOf(refused.total, 'file')} refused:`);
    for (const { file, ...refusal } of refused.files.slice(0, mostShown))
      lines.push(`  ${file}: ${describeRefusal(refusal)}`);
    more(lines, refused.total);
  }
  const kinds = [
    ['equal', duplicates.exact],
    ['alike', duplicates.near],
  ] as const;
  for (const [kind, found] of kinds) {
    if (found === undefined || found.groups === 0) continue;
    const wrong =
      found.contradictory === 0 ? '' : `, ${formatCount(found.contradictory)} of them with different labels`;
    lines.push(`${formatNumberOf(found.groups, 'group')} of ${kind} images${wrong}:`);
    for (const group of found.list.slice(0, mostShown)) lines.push(`  ${listed(group.map(nameOf))}`);
    more(lines, found.groups);
  }
  const leaked = leaks.exact + (leaks.near ?? 0);
  if (leaked > 0) {
    lines.push(
      `${formatNumberOf(leaked, 'test image')} (${formatCount(leaks.exact)} equal, ${formatCount(leaks.near ?? 0)} alike) also among the training images, which makes the test accuracy too high:`,
    );
    for (const { kind, train, test } of leaks.list.slice(0, mostShown))
      lines.push(`  ${nameOf(test)} ${kind === 'exact' ? 'is' : 'is like'} ${nameOf(train)}`);
    more(lines, leaked);
  }
  return lines;
}

const lookColumns = [{ title: 'Class' }, { title: 'Files', align: 'right' }] as const;

export function describeLook({ kind, files, classes, parts, suggested, sizes }: ImportLook): string {
  const lines = [`${formatNumberOf(files, 'file')} (${kind})`];
  if (suggested !== undefined) {
    const [height, width] = suggested.size;
    const most = sizes.slice(0, mostShown).map(({ size, count }) => `${size.join('x')} (${formatCount(count)})`);
    lines.push(
      `Training ${formatCount(parts.train)}, test ${formatCount(parts.test)}, validation ${formatCount(parts.val)}`,
      `Sizes of some of them: ${most.join(', ')}`,
      `Suggested: --size ${String(height)}x${String(width)} --channels ${String(suggested.channels)} --fit ${suggested.fit}`,
    );
  }
  if (classes.length === 0) return lines.join('\n');
  const rows = classes.map(({ name, count }) => [name, formatCount(count)]);
  return `${lines.join('\n')}\n\n${formatTable(lookColumns, rows)}`;
}

function nameOf({ part, index, name }: ImageReference): string {
  return name ?? `${part === 'train' ? 'training' : 'test'} image ${formatCount(index + 1)}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostShown).join(', ');
  return names.length > mostShown ? `${shown} and ${formatCount(names.length - mostShown)} more` : shown;
}

function more(lines: string[], total: number): void {
  if (total > mostShown) lines.push(`  and ${formatCount(total - mostShown)} more`);
}
