import { z } from 'zod';
import type { RunSpec } from './run-spec.ts';

export type SettingValue = string | number | boolean | undefined;

/** What a run was told of its data and its training, by paths such as `recipe.optimizer.momentum`. Lists count as one value, as they are written. */
export const flatSettingsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type FlatSettings = z.infer<typeof flatSettingsSchema>;

/** Of a spec without its network, which is no setting. */
export function flatSettings({ data, recipe, backend, transfer }: Omit<RunSpec, 'architecture'>): FlatSettings {
  const settings: FlatSettings = {};
  flatten('data', data, settings);
  flatten('recipe', recipe, settings);
  if (transfer !== undefined) flattenTransfer(transfer, settings);
  settings['backend'] = backend;
  return settings;
}

function flattenTransfer({ from, fresh, frozen }: NonNullable<RunSpec['transfer']>, into: FlatSettings): void {
  into['transfer.from'] = from.kind === 'run' ? `${from.run} (${from.weights})` : from.path;
  if (fresh.length > 0) flatten('transfer.fresh', fresh, into);
  if (frozen.length > 0) flatten('transfer.frozen', frozen, into);
}

function flatten(path: string, value: unknown, into: FlatSettings): void {
  if (Array.isArray(value)) into[path] = value.join(', ');
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) flatten(`${path}.${name}`, inner, into);
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') into[path] = value;
}
