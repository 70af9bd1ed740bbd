import { createHash } from 'node:crypto';
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { z } from 'zod';
import { engineEventSchema, type EngineEvent } from '../protocol/engine.ts';
import {
  bundledRunSchema,
  bundledSpecSchema,
  bundleFormat,
  bundleManifestSchema,
  bundleVersion,
  type BundleManifest,
  type RunRecord,
} from '../protocol/interchange.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { textBytes } from './trained-network.ts';
import { weightKinds, weightsFile } from '../protocol/transfer.ts';

/** A run whole: what the library knows, and its weights by their paths in its folder. */
export interface RunBundle {
  /** Its id where it was trained. */
  readonly id: string;
  readonly record: RunRecord;
  readonly weights: ReadonlyMap<string, Uint8Array>;
}

/** Paths in a run's folder, and in a bundle. */
export const weightFiles: readonly string[] = [...weightKinds, 'initial' as const].map(weightsFile);

const manifestFile = 'bundle.json';
/** What every bundle has besides its manifest. The last two are for people and other programs: importing does not need them. */
const textFiles = [
  'architecture.json',
  'spec.json',
  'run.json',
  'events.jsonl',
  'environment.json',
  'metrics.csv',
] as const;
type TextFile = (typeof textFiles)[number];

const knownFiles: ReadonlySet<string> = new Set([manifestFile, ...textFiles, ...weightFiles]);

/** Of the texts together once unpacked: far more than the longest training says, and no more than memory has. */
const mostText = 512 * 1024 * 1024;

/** Zip knows no time before 1980; equal runs give equal bytes. */
const modified = new Date(1980, 0, 1);

/** @param table `metrics.csv` @param environment what the run was trained with, for people */
export function packBundle(
  { id, record, weights }: RunBundle,
  table: string,
  environment: Readonly<Record<string, unknown>>,
): Uint8Array {
  const { architecture, ...spec } = record.spec;
  const texts: Record<TextFile, string> = {
    'architecture.json': json(architecture),
    'spec.json': json(spec),
    'run.json': json(record.run),
    'events.jsonl': record.events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    'environment.json': json(environment),
    'metrics.csv': table,
  };
  const files = new Map<string, Uint8Array>([
    ...Object.entries(texts).map(([name, text]) => [name, textBytes(text)] as const),
    ...weights,
  ]);
  const manifest: BundleManifest = {
    format: bundleFormat,
    version: bundleVersion,
    run: id,
    files: Object.fromEntries(
      [...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: hashOf(bytes) }]),
    ),
  };
  const zipped: Zippable = { [manifestFile]: [textBytes(json(manifest)), { level: 0 }] };
  // Weights hardly get smaller, and stored as they are they cannot unpack to more than there is.
  for (const [name, bytes] of files) zipped[name] = [bytes, { level: weights.has(name) ? 0 : 6 }];
  return zipSync(zipped, { mtime: modified });
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads a bundle, which may be from anywhere: only files that a bundle has are unpacked, to no more than their manifest says, and each is what it says.
 * @param path named in the error
 * @throws BlockyardError bundle-unreadable, bundle-newer
 */
export function unpackBundle(bytes: Uint8Array, path: string): RunBundle {
  const fail = (detail: string): never => {
    throw new BlockyardError('bundle-unreadable', { path, detail });
  };
  const files = unzip(bytes, fail);
  const manifest = readManifest(files.get(manifestFile) ?? fail(`it has no ${manifestFile}`), path, fail);
  for (const [name, { bytes: length, sha256 }] of Object.entries(manifest.files)) {
    const file = files.get(name) ?? fail(`its file ${name} is missing`);
    if (file.length !== length || hashOf(file) !== sha256) fail(`its file ${name} is not the one that was packed`);
  }
  for (const name of files.keys())
    if (name !== manifestFile && !Object.hasOwn(manifest.files, name))
      fail(`its manifest does not know the file ${name}`);
  const textOf = (name: TextFile): string => decode(files.get(name) ?? fail(`its file ${name} is missing`), name, fail);
  const read = <T>(name: TextFile, schema: z.ZodType<T>): T => readJson(textOf(name), name, schema, fail);
  const weights = new Map<string, Uint8Array>();
  for (const name of weightFiles) {
    const file = files.get(name);
    if (file !== undefined) weights.set(name, file);
  }
  const record = {
    run: read('run.json', bundledRunSchema),
    spec: { ...read('spec.json', bundledSpecSchema), architecture: read('architecture.json', z.unknown()) },
    events: readEvents(textOf('events.jsonl'), manifest.run, weights, fail),
  };
  return { id: manifest.run, record, weights };
}

type Fail = (detail: string) => never;

function unzip(bytes: Uint8Array, fail: Fail): ReadonlyMap<string, Uint8Array> {
  let text = 0;
  const seen = new Set<string>();
  let strange = '';
  const filter = ({
    name,
    size,
    originalSize,
    compression,
  }: {
    readonly name: string;
    readonly size: number;
    readonly originalSize: number;
    readonly compression: number;
  }): boolean => {
    const isWeights = weightFiles.includes(name);
    if (!knownFiles.has(name)) strange ||= `it holds the file ${JSON.stringify(name)}, which no bundle has`;
    else if (seen.has(name)) strange ||= `it holds the file ${name} twice`;
    else if (isWeights && (compression !== 0 || size !== originalSize)) strange ||= `its file ${name} is packed`;
    else if (!isWeights && (text += originalSize) > mostText) strange ||= 'its texts are longer than any run has';
    seen.add(name);
    return strange === '';
  };
  let files: Record<string, Uint8Array> = {};
  try {
    files = unzipSync(bytes, { filter });
  } catch (error) {
    if (strange === '') fail(`it is not a whole zip file (${error instanceof Error ? error.message : String(error)})`);
  }
  if (strange !== '') fail(strange);
  return new Map(Object.entries(files));
}

/** Its version before anything else: a newer one may have other fields. */
function readManifest(bytes: Uint8Array, path: string, fail: Fail): BundleManifest {
  const text = decode(bytes, manifestFile, fail);
  const { version } = readJson(text, manifestFile, bundleManifestSchema.pick({ format: true, version: true }), fail);
  if (version > bundleVersion) throw new BlockyardError('bundle-newer', { path, found: version, known: bundleVersion });
  return readJson(text, manifestFile, bundleManifestSchema, fail);
}

function readEvents(
  text: string,
  run: string,
  weights: ReadonlyMap<string, Uint8Array>,
  fail: Fail,
): readonly EngineEvent[] {
  let last = 0;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, at) => {
      const event = readJson(line, `events.jsonl, line ${String(at + 1)}`, engineEventSchema, fail);
      const { body } = event;
      if (event.runId !== run || event.sequence <= last) fail(`its events are not those of one run, in their order`);
      last = event.sequence;
      // Paths in a run's folder, which going on from the run follows.
      if (body.kind === 'checkpoint' && !weights.has(body.file))
        fail(`its weights ${JSON.stringify(body.file)} are missing`);
      return event;
    });
}

function readJson<T>(text: string, name: string, schema: z.ZodType<T>, fail: Fail): T {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return fail(`its file ${name} is not JSON`);
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return fail(`its file ${name} is not as it should be at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}`);
}

function decode(bytes: Uint8Array, name: string, fail: Fail): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail(`its file ${name} is not text`);
  }
}
