import { z } from 'zod';
import type { SequenceNode } from './blocks/sequence.ts';
import { longestText, parseJsonText } from './json-text.ts';
import { limits } from './limits.ts';
import { DefinitionReader } from './definition-reader.ts';
import type { BlockDefinition } from './definitions.ts';
import { NodeReader } from './node-reader.ts';
import { type ModelFacts, type ModelProblem, type ModelProblemCode, modelProblem, show } from './problem.ts';
import { Reading, isObject, ownValue } from './reading.ts';
import type { Result } from './result.ts';

export const architectureFormat = 'blockyard.architecture';
export const architectureVersion = 1;

/** A network as a person builds it: a tree of blocks that runs on any image data. Every field is present and every node has its id. */
export interface Architecture {
  readonly format: typeof architectureFormat;
  readonly version: typeof architectureVersion;
  readonly name: string;
  readonly description: string;
  /** A person's own blocks; each may use those in front of it. */
  readonly definitions: readonly BlockDefinition[];
  readonly root: SequenceNode;
}

type Document = Readonly<Record<string, unknown>>;

/** `migrations[v - 1]` turns a document of version v into one of version v + 1. */
export type Migration = (document: Document) => Document;
const migrations: readonly Migration[] = [];

/**
 * Reads a document of any version. Whatever it is given, it returns: the architecture, or what is wrong and where. Left-out fields get their
 * defaults, and left-out ids are made of the kind and a number, always the same for the same document.
 */
export function parseArchitecture(json: unknown): Result<Architecture, readonly ModelProblem[]> {
  try {
    return readDocument(json);
  } catch (error) {
    // Not JSON at all: a proxy, or an object whose getters throw.
    return failure('unreadable', '', { detail: error instanceof Error ? error.message : 'it cannot be inspected' });
  }
}

/** As `parseArchitecture`, from the text of a file. */
export function parseArchitectureText(text: string): Result<Architecture, readonly ModelProblem[]> {
  const read = parseJsonText(text);
  return read.ok ? parseArchitecture(read.value) : read;
}

/**
 * JSON text that reads back as the same architecture. Own blocks without an instance are kept: a person who takes the last one out of the network,
 * or has just made one, has not thrown it away; `removeDefinition` does that.
 */
export function serializeArchitecture(architecture: Architecture): string {
  const indented = JSON.stringify(architecture, null, 2);
  // Thousands of blocks deep inside of others are mostly spaces then, more than a text may have.
  return `${indented.length < longestText ? indented : JSON.stringify(architecture)}\n`;
}

/** `parseArchitecture` as a schema, for contracts that carry an architecture. */
export const architectureSchema: z.ZodType<Architecture> = z.unknown().transform((json, context) => {
  const parsed = parseArchitecture(json);
  if (parsed.ok) return parsed.value;
  for (const { path, what, mend } of parsed.error)
    context.addIssue({ code: 'custom', path: path.split('/'), message: `${what} ${mend}` });
  return z.NEVER;
});

/** Brings a document of an older version up to the newest, one version at a time. */
export function migrate(document: Document, version: number, steps: readonly Migration[]): Document {
  return steps.slice(version - 1).reduce((migrated, step) => step(migrated), document);
}

function readDocument(json: unknown): Result<Architecture, readonly ModelProblem[]> {
  if (!isObject(json))
    return failure('not-an-object', '', {
      value: show(json),
      expected: 'an architecture: an object with "format", "version" and "root"',
    });
  const format = ownValue(json, 'format');
  if (format !== architectureFormat) return failure('unknown-format', 'format', { value: show(format) });
  const version = ownValue(json, 'version');
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > architectureVersion) {
    return failure('unknown-version', 'version', { value: show(version), newest: architectureVersion });
  }
  return readCurrent(migrate(json, version, migrations));
}

const known = ['format', 'version', 'name', 'description', 'definitions', 'root'];

function readCurrent(document: Document): Result<Architecture, readonly ModelProblem[]> {
  const reading = new Reading();
  reading.reportUnknown(document, known, '');
  const name = reading.readText(document, 'name', '', limits.nameLength, 'Untitled');
  const description = reading.readText(document, 'description', '', limits.descriptionLength, '');
  const rootJson = ownValue(document, 'root');
  if (rootJson === undefined) {
    reading.report('missing-field', '', { field: 'root', expected: 'a block of kind "sequence"' });
    return { ok: false, error: reading.problems };
  }
  const reader = new DefinitionReader(reading);
  const definitions = reader.readAll(ownValue(document, 'definitions'));
  const root = new NodeReader(reading, reader.definitions).readRoot(rootJson);
  if (root !== undefined && root.kind !== 'sequence') {
    const facts = { field: 'kind', value: show(root.kind), expected: '"sequence" for the root' };
    reading.report('invalid-field', 'root/kind', facts);
  }
  if (reading.problems.length > 0 || root?.kind !== 'sequence') return { ok: false, error: reading.problems };
  return {
    ok: true,
    value: { format: architectureFormat, version: architectureVersion, name, description, definitions, root },
  };
}

function failure(code: ModelProblemCode, path: string, facts: ModelFacts): Result<never, readonly ModelProblem[]> {
  return { ok: false, error: [modelProblem(code, { path }, facts)] };
}
