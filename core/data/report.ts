import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { importReportSchema, type ImageReference, type ImportReport } from '../protocol/datasets.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { Alike } from './alike/find-alike.ts';
import type { Labels, PartName } from './dataset.ts';
import { errorCode } from './durable.ts';
import type { Imported } from './import-target.ts';
import { packFiles } from './manifest.ts';

/** Of lists in a report, so that it stays one that can be read at once. */
const mostListed = 300;

export interface ReportFacts {
  readonly imported: Imported;
  readonly classes: readonly string[];
  readonly perClass: Readonly<Record<PartName, readonly number[]>>;
  readonly labels: Readonly<Record<PartName, Labels | readonly number[]>>;
  readonly alike: Alike;
  /** Whether alike images were looked for beside equal ones. */
  readonly near: boolean;
}

/** Puts together what an import found. Images are counted through from the first training image to the last test image. */
export function makeReport({ imported, classes, perClass, labels, alike, near }: ReportFacts): ImportReport {
  const trainCount = labels.train.length;
  const reference = (number: number): ImageReference => {
    const part = number < trainCount ? 'train' : 'test';
    const index = part === 'train' ? number : number - trainCount;
    const name = imported.names?.[part][index];
    return { part, index, ...(name === undefined ? {} : { name }) };
  };
  const labelOf = (number: number): number | undefined =>
    number < trainCount ? labels.train[number] : labels.test[number - trainCount];
  const duplicates = (groups: Alike['exact']): ImportReport['duplicates']['exact'] => ({
    groups: groups.length,
    images: groups.reduce((sum, group) => sum + group.length - 1, 0),
    contradictory: groups.filter((group) => new Set(group.map(labelOf)).size > 1).length,
    list: groups.slice(0, mostListed).map((group) => group.slice(0, mostListed).map(reference)),
  });

  const exactLeaks = alike.exact.flatMap((group) => {
    const [first = 0] = group;
    return first < trainCount
      ? group.filter((number) => number >= trainCount).map((test) => [first, test] as const)
      : [];
  });
  const isExact = new Set(exactLeaks.map(([, test]) => test));
  const nearLeaks = alike.nearAcross.filter(([, test]) => !isExact.has(test));
  const leak =
    (kind: 'exact' | 'near') =>
    ([train, test]: readonly [number, number]): ImportReport['leaks']['list'][number] => ({
      kind,
      train: reference(train),
      test: reference(test),
    });

  const { refused = [], sizes = [], rule, validation, emptyClasses = [] } = imported;
  const reasons: ImportReport['refused']['reasons'] = {};
  for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    version: 1,
    read: trainCount + labels.test.length,
    refused: {
      total: refused.length,
      reasons,
      files: refused.slice(0, mostListed).map(({ file, reason, detail }) => ({
        file,
        reason,
        ...(detail === undefined ? {} : { detail }),
      })),
    },
    sizes: {
      kinds: sizes.length,
      list: [...sizes].sort((a, b) => b.count - a.count).slice(0, mostListed),
    },
    perClass: classes.map((name, label) => ({
      name,
      train: perClass.train[label] ?? 0,
      test: perClass.test[label] ?? 0,
    })),
    emptyClasses: [...emptyClasses],
    ...(validation === undefined ? {} : { validation }),
    duplicates: { exact: duplicates(alike.exact), ...(near ? { near: duplicates(alike.near) } : {}) },
    leaks: {
      exact: exactLeaks.length,
      ...(near ? { near: nearLeaks.length } : {}),
      list: [...exactLeaks.map(leak('exact')), ...nearLeaks.map(leak('near'))].slice(0, mostListed),
    },
    ...(rule === undefined ? {} : { rule }),
  };
}

/**
 * What the import of a dataset found; undefined of one that was imported before there were reports.
 * @throws BlockyardError dataset-corrupt
 */
export async function readReport(folder: string): Promise<ImportReport | undefined> {
  return readDocument(join(folder, packFiles.report), importReportSchema);
}

const namesSchema = z.object({ train: z.array(z.string()), test: z.array(z.string()) });

/**
 * The name of every image's file, below what was imported; undefined where the images had no files of their own.
 * @throws BlockyardError dataset-corrupt
 */
export async function readImageNames(
  folder: string,
): Promise<Readonly<Record<PartName, readonly string[]>> | undefined> {
  return readDocument(join(folder, packFiles.names), namesSchema);
}

async function readDocument<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const corrupt = (detail: string): BlockyardError => new BlockyardError('dataset-corrupt', { path, detail });
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw corrupt(errorCode(error) ?? 'it is not JSON');
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw corrupt(parsed.error.issues[0]?.message ?? '');
  return parsed.data;
}
