import { readFile, stat } from 'node:fs/promises';
import { findPreset, parseArchitectureText, presets, type Architecture } from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { InvalidNetworkError } from './invalid-network.ts';

/** An architecture document of 10,000 blocks has about 2 MB; what is far larger is not one. */
const largestFile = 32 * 1024 * 1024;

export interface LoadedNetwork {
  /** Name of the preset, if it is one. */
  readonly preset: string | undefined;
  readonly architecture: Architecture;
}

/**
 * The network that a person names: a preset, or a file by its path.
 * @throws BlockyardError unknown-preset, unreadable-file, invalid-architecture
 */
export async function loadNetwork(source: string): Promise<LoadedNetwork> {
  const preset = findPreset(source);
  if (preset !== undefined) return { preset: preset.name, architecture: preset.architecture };
  if (!/[/\\]|\.json$/i.test(source)) {
    throw new BlockyardError('unknown-preset', { name: source, known: presets.map(({ name }) => name).join(', ') });
  }
  const parsed = parseArchitectureText(await readText(source));
  if (!parsed.ok) throw new InvalidNetworkError(source, parsed.error);
  return { preset: undefined, architecture: parsed.value };
}

async function readText(file: string): Promise<string> {
  const unreadable = (detail: string, cause?: unknown): BlockyardError =>
    new BlockyardError('unreadable-file', { file, detail }, { cause });
  try {
    const found = await stat(file);
    // A device or a pipe may have no end.
    if (!found.isFile()) throw unreadable(found.isDirectory() ? 'it is a folder' : 'it is not a file');
    if (found.size > largestFile) throw unreadable(`it has ${String(found.size)} bytes, which no network needs`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const details: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'you may not read it',
    };
    throw unreadable(details[String(code)] ?? String(error), error);
  }
}
