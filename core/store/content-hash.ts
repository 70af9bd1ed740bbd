import { createHash } from 'node:crypto';
import { parseArchitectureText, type Architecture } from '../model/index.ts';

/** Equal for two networks that differ in their names alone. */
export function contentHash(architecture: Architecture): string {
  return hash(JSON.stringify({ ...architecture, name: '' }));
}

/** As `contentHash`, of a document's text; of one that cannot be read, the hash of the text itself. */
export function contentHashOfText(document: string): string {
  const parsed = parseArchitectureText(document);
  return parsed.ok ? contentHash(parsed.value) : hash(document);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
