import { blocks, diffArchitectures, type DiffEntry, type FieldChange } from '../model/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatNumberOf } from './format.ts';
import { loadNetwork } from './load-network.ts';
import { print, printJson, printMarked } from './output.ts';

/**
 * Prints what turns the first network into the second.
 * @returns 0 where they are equal and 1 where they differ, as the tool `diff` does
 */
export async function diffNetworks(before: string, after: string, json: boolean): Promise<ExitCode> {
  const [a, b] = [await loadNetwork(before), await loadNetwork(after)];
  const changes = diffArchitectures(a.architecture, b.architecture);
  const code = changes.length === 0 ? exitCodes.done : exitCodes.different;
  if (json) {
    printJson({ before: a.architecture.name, after: b.architecture.name, equal: changes.length === 0, changes });
    return code;
  }
  print(`${a.architecture.name} (${before}) -> ${b.architecture.name} (${after})\n`);
  const renamed = changes.filter(({ change }) => change === 'renamed');
  for (const entry of changes) if (entry.change !== 'renamed') printEntry(entry);
  for (const entry of renamed.slice(0, mostRenamed)) printEntry(entry);
  if (renamed.length > mostRenamed) {
    const more = formatNumberOf(renamed.length - mostRenamed, 'more block');
    printMarked(`= ${more} under another id, which --json tells`, colors.renamed);
  }
  print(changes.length === 0 ? 'They are equal.' : `\n${formatNumberOf(changes.length, 'difference')}.`);
  return code;
}

/** New ids that are listed: in a file without ids, one block more gives every block behind it another. */
const mostRenamed = 10;

const marks = { added: '+', removed: '-', changed: '~', moved: '>', renamed: '=' } as const;
const colors = { added: 'green', removed: 'red', changed: 'yellow', moved: 'cyan', renamed: 'gray' } as const;

function printEntry(entry: DiffEntry): void {
  const { change } = entry;
  printMarked(`${marks[change]} ${titleOf(entry)}`, colors[change]);
  if (entry.change === 'changed')
    for (const field of entry.fields) printMarked(`    ${fieldText(field)}`, colors[change]);
}

function titleOf(entry: DiffEntry): string {
  const { id, path } = 'after' in entry ? entry.after : entry.before;
  const names = { network: 'Network', definition: `Own block "${id}"`, branch: `Branch of "${id}"`, block: '' };
  const name = entry.kind === undefined ? names[entry.item] : `${blocks[entry.kind].label} "${id}"`;
  switch (entry.change) {
    case 'added':
    case 'removed':
      return `${name} at ${path}${entry.blocks > 1 ? `, ${formatNumberOf(entry.blocks, 'block')}` : ''}`;
    case 'changed':
      return path === '' ? name : `${name}${formerId(entry)} at ${path}`;
    case 'moved':
      return `${name} from ${entry.before.path} to ${path}`;
    case 'renamed':
      return `${name} had the id "${entry.before.id}"`;
  }
}

/** The first document may call it otherwise. */
function formerId({ before, after }: Extract<DiffEntry, { change: 'changed' }>): string {
  return before.id === after.id ? '' : ` (before: "${before.id}")`;
}

function fieldText({ field, before, after }: FieldChange): string {
  return `${field}: ${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
