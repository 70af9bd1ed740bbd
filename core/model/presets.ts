import { type Architecture, architectureFormat, architectureVersion, parseArchitecture } from './architecture.ts';
import { type Paper, type PresetTable, cifarResnet, presetTables } from './preset-tables.ts';

/** A ready architecture. */
export interface Preset {
  /** What the terminal calls it. */
  readonly name: string;
  readonly title: string;
  /** One English sentence. */
  readonly description: string;
  readonly paper: Paper | undefined;
  readonly architecture: Architecture;
}

export const presets: readonly Preset[] = presetTables.map(readPreset);

export function findPreset(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

/** Depths of the degradation experiment: 6n + 2 layers. */
export const pairDepths = { least: 8, most: 200 } as const;

/**
 * The two networks of so many layers of He et al. 2015, section 4.2: with shortcuts that have no parameters, and without any, with exactly as
 * many parameters. Undefined where the depth is not 6n + 2.
 */
export function networkPair(depth: number): { readonly plain: Preset; readonly residual: Preset } | undefined {
  if (!isPairDepth(depth)) return undefined;
  const blocks = (depth - 2) / 6;
  return { plain: readPreset(cifarResnet(blocks, 'none')), residual: readPreset(cifarResnet(blocks, 'pad')) };
}

export function isPairDepth(depth: number): boolean {
  return Number.isInteger((depth - 2) / 6) && depth >= pairDepths.least && depth <= pairDepths.most;
}

function readPreset({ name, title, description, paper, nodes }: PresetTable): Preset {
  const root = { id: 'root', kind: 'sequence', children: nodes };
  const parsed = parseArchitecture({
    format: architectureFormat,
    version: architectureVersion,
    name: title,
    description,
    root,
  });
  if (!parsed.ok) throw new Error(`The table of preset ${name} is wrong: ${JSON.stringify(parsed.error[0])}`);
  return { name, title, description, paper, architecture: parsed.value };
}

export type { Paper };
