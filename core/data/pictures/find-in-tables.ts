import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { because } from '../../protocol/details.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import { unreadable } from '../../protocol/reading-fault.ts';
import { corruptFile, firstBytes, readSource, type FileFacts } from '../source-file.ts';
import {
  partNamed,
  sortClasses,
  sortPictures,
  type PictureFile,
  type PictureList,
  type Refusal,
  type SourcePart,
} from './picture-list.ts';

const columnNames = {
  file: /^(?:file|files|file.?names?|file.?paths?|paths?|images?|image.?(?:id|name|path|file)s?|img|id|name)$/i,
  label: /^(?:labels?|class|classes|class.?(?:names?|id)|categor(?:y|ies)|targets?)$/i,
  part: /^(?:split|part|set|subset|usage|partition|fold)$/i,
};

/** Rows that decide which column is which. */
const rowsToSee = 20;

interface Columns {
  readonly file: number;
  readonly label: number;
  /** -1 where there is none. */
  readonly part: number;
  /** Rows before the first picture. */
  readonly skip: 0 | 1;
}

/** Whether the path is that of a table. */
export function isTable(path: string): boolean {
  return /\.(?:csv|tsv)$/i.test(path);
}

/** The tables right in a folder, by name. @throws BlockyardError unreadable-file */
export async function tablesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && isTable(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

/**
 * Finds the pictures that a table tells of: a row a picture, with its file, its label and, if there is such a column, its part. The columns go by
 * the names in the first row; without names they are file, label and part in this order. Files are found from the folder of the table. Several
 * tables are one dataset where each is named after its part.
 *
 * @returns undefined where none of the first rows names a file that is there
 * @throws BlockyardError unreadable-file, dataset-corrupt, unknown-format
 */
export async function findInTables(tables: readonly string[], signal?: AbortSignal): Promise<PictureList | undefined> {
  const files: PictureFile[] = [];
  const refused: Refusal[] = [];
  const sources: FileFacts[] = [];
  for (const path of tables) {
    const part = partNamed(basename(path).replace(/\.\w+$/, ''));
    if (tables.length > 1 && part === undefined) {
      const detail = because('table-unnamed', { tables: tables.length, table: basename(path) });
      throw new BlockyardError('unknown-format', { path: dirname(path), detail });
    }
    const { rows, facts } = await readRows(path, signal);
    sources.push(facts);
    const columns = findColumns(dirname(path), rows);
    if (columns === undefined) continue;
    for (const row of rows.slice(columns.skip)) {
      const read = readRow(dirname(path), row, columns, part ?? 'train');
      if ('reason' in read) refused.push(read);
      else files.push(read);
    }
  }
  if (files.length === 0) return undefined;
  const classes = sortClasses(files.map(({ className }) => className));
  return {
    kind: 'csv',
    root: dirname(tables[0] ?? ''),
    files: sortPictures(files, classes),
    classes,
    refused,
    sources,
  };
}

async function readRows(
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ rows: string[][]; facts: FileFacts }> {
  const delimiter = separatorOf(new TextDecoder().decode(await firstBytes(path, 4096)));
  const { value: rows, facts } = await readSource(
    path,
    async (content) => {
      const all: string[][] = [];
      const parser = parse({ bom: true, delimiter, relax_column_count: true, skip_empty_lines: true, trim: true });
      try {
        await pipeline(content, parser, async (records: AsyncIterable<string[]>) => {
          for await (const record of records) all.push(record);
        });
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        throw corruptFile(path, because('table-says', { said }), error);
      }
      return all;
    },
    { signal },
  );
  return { rows, facts };
}

/** The one of comma, semicolon and tab that the first line has most of. */
function separatorOf(text: string): string {
  const [line = ''] = text.split(/\r?\n/, 1);
  const count = (mark: string): number => line.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** By their names, or else by what is in them: a column of files that are there, and one beside it. */
function findColumns(folder: string, rows: readonly (readonly string[])[]): Columns | undefined {
  const [first = [], ...others] = rows;
  const named = (pattern: RegExp): number => first.findIndex((cell) => pattern.test(cell));
  const label = named(columnNames.label);
  const isFile = (row: readonly string[], at: number): boolean => {
    const name = nameIn(row[at]);
    return name !== undefined && existsSync(join(folder, name));
  };
  const seen = others.slice(0, rowsToSee);
  const candidates = first.map((_, at) => at).filter((at) => at !== label && seen.some((row) => isFile(row, at)));
  if (label >= 0) {
    const byName = named(columnNames.file);
    const file = candidates.includes(byName) ? byName : candidates[0];
    return file === undefined ? undefined : { file, label, part: named(columnNames.part), skip: 1 };
  }
  const skip = first.some((_, at) => isFile(first, at)) ? 0 : 1;
  const file = skip === 0 ? first.findIndex((_, at) => isFile(first, at)) : candidates[0];
  if (file === undefined || first.length < 2) return undefined;
  const [next = 0, last = -1] = first.map((_, at) => at).filter((at) => at !== file);
  const isPart = last >= 0 && rows.slice(skip, rowsToSee).every((row) => partNamed(row[last] ?? '') !== undefined);
  return { file, label: next, part: isPart ? last : -1, skip };
}

function readRow(
  folder: string,
  row: readonly string[],
  columns: Columns,
  otherwise: SourcePart,
): PictureFile | Refusal {
  const cell = row[columns.file] ?? '';
  const name = nameIn(cell);
  if (name === undefined) return { file: cell, reason: cell === '' ? 'missing' : 'outside' };
  const className = (row[columns.label] ?? '').normalize('NFC');
  if (className === '') return { file: name, reason: 'unlabelled' };
  const told = columns.part < 0 ? '' : (row[columns.part] ?? '');
  const part = told === '' ? otherwise : partNamed(told);
  if (part === undefined) return { file: name, reason: 'unlabelled', detail: because('row-part', { part: told }) };
  return { path: join(folder, name), name, part, className };
}

/** The name of a file below the folder, with `/` between folders; undefined where it leads out of the folder. */
function nameIn(cell = ''): string | undefined {
  const name = posix.normalize(cell.replaceAll('\\', '/'));
  const leadsOut = name === '..' || name.startsWith('../') || name.startsWith('/') || /^[a-z]:/i.test(name);
  return leadsOut || cell === '' || name.includes('\0') ? undefined : name;
}
