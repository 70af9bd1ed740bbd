import { type Architecture, architectureFormat, architectureVersion, parseArchitecture } from './architecture.ts';
import { type Paper, type PresetTable, presetTables } from './preset-tables.ts';

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
