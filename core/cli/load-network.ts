import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { findPreset, parseArchitectureText, presets, type Architecture } from '../model/index.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { readingFault } from '../protocol/reading-fault.ts';
import { InvalidNetworkError } from './invalid-network.ts';

/** An architecture document of 10,000 blocks has about 2 MB; what is far larger is not one. */
const largestFile = 32 * 1024 * 1024;

export interface LoadedNetwork {
  /** Name of the preset, if it is one. */
  readonly preset: string | undefined;
  readonly architecture: Architecture;
}

/**
 * The network that a person names: a preset, a file by its path, or `-` for standard input.
 * @throws BlockyardError unknown-preset, unreadable-file, invalid-architecture
 */
export async function loadNetwork(source: string): Promise<LoadedNetwork> {
  if (source === '-')
    return {
      preset: undefined,
      architecture: read('standard input', await readStream(process.stdin, 'standard input')),
    };
  const preset = findPreset(source);
  if (preset !== undefined) return { preset: preset.name, architecture: preset.architecture };
  if (!/[/\\]|\.json$/i.test(source)) {
    throw new BlockyardError('unknown-preset', { name: source, known: presets.map(({ name }) => name).join(', ') });
  }
  return { preset: undefined, architecture: read(source, await readText(source)) };
}

function read(name: string, text: string): Architecture {
  const parsed = parseArchitectureText(text);
  if (!parsed.ok) throw new InvalidNetworkError(name, parsed.error);
  return parsed.value;
}

function unreadable(file: string, detail: Detail, cause?: unknown): BlockyardError {
  return new BlockyardError('unreadable-file', { file, detail }, { cause });
}

async function readStream(stream: AsyncIterable<unknown>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > largestFile) throw unreadable(name, because('longer-than-networks'));
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A text file as a person names it. @throws BlockyardError unreadable-file */
export async function readText(file: string): Promise<string> {
  try {
    const found = await stat(file);
    if (found.isFIFO()) return await readStream(createReadStream(file), file);
    // A device may have no end.
    if (!found.isFile()) throw unreadable(file, because(found.isDirectory() ? 'is-folder' : 'is-no-file'));
    if (found.size > largestFile) throw unreadable(file, because('longer-than-networks'));
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    throw unreadable(file, readingFault(error), error);
  }
}
