import { basename } from 'node:path';
import type { ImageRule, ImportLook } from '../protocol/datasets.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { cifarLabelKinds } from './import-cifar.ts';
import { findSource } from './import-source.ts';
import { previewPictures, suggestRule } from './pictures/suggest-rule.ts';

/**
 * What would be imported from some paths, without importing it.
 * @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt; dataset-unusable where the pictures are of fewer than two classes
 */
export async function lookAtImport(paths: readonly string[], signal?: AbortSignal): Promise<ImportLook> {
  const source = await findSource(paths, signal);
  const parts = { train: 0, test: 0, val: 0 };
  if (source.kind !== 'pictures') {
    const labels = source.kind === 'cifar' ? { labels: await cifarLabelKinds(source.files) } : {};
    return { kind: source.kind, files: source.paths.length, classes: [], parts, sizes: [], ...labels };
  }
  const { list } = source;
  const perClass = new Map(list.classes.map((name) => [name, 0]));
  for (const { part, className } of list.files) {
    parts[part] += 1;
    perClass.set(className, (perClass.get(className) ?? 0) + 1);
  }
  const [first, second] = [...perClass].filter(([, count]) => count > 0);
  if (second === undefined) {
    const detail = first === undefined ? because('no-images') : because('one-class-left', { class: first[0] });
    throw new BlockyardError('dataset-unusable', { path: list.root, detail });
  }
  const { rule, sizes } = await suggestRule(list);
  return {
    kind: list.kind,
    files: list.files.length,
    classes: [...perClass].map(([name, count]) => ({ name, count })),
    parts,
    suggested: rule,
    sizes,
  };
}

/**
 * Some of the pictures as a rule makes them.
 * @returns images [names, height, width, channels] of those that can be read
 * @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt, dataset-unusable where there are no pictures
 */
export async function previewImport(
  paths: readonly string[],
  rule: ImageRule,
  most = 24,
): Promise<{ readonly names: string[]; readonly images: Uint8Array }> {
  const source = await findSource(paths);
  if (source.kind === 'pictures') return previewPictures(source.list, rule, most);
  const path = paths.map((each) => basename(each)).join(', ');
  throw new BlockyardError('dataset-unusable', { path, detail: because('no-pictures') });
}
