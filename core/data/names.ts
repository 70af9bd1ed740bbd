import { BlockyardError } from '../protocol/problems.ts';

const longest = 100;
/** Letters and digits of any script, with hyphens between them. The name is also that of a folder, whose limit is in bytes. */
const pattern = /^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u;
const longestBytes = 200;
/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

export function isDatasetName(text: string): boolean {
  return (
    pattern.test(text) &&
    Array.from(text).length <= longest &&
    new TextEncoder().encode(text).length <= longestBytes &&
    !reserved.test(text)
  );
}

/** @throws BlockyardError dataset-name */
export function checkDatasetName(text: string): string {
  if (!isDatasetName(text)) throw new BlockyardError('dataset-name', { name: text });
  return text;
}

/**
 * The name, as one types it and as its folder is called, of a dataset with this title: `My Photos (2)` is `my-photos-2`.
 * @throws BlockyardError dataset-name
 */
export function datasetNameFor(title: string): string {
  const name = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  if (!isDatasetName(name)) throw new BlockyardError('dataset-name', { name: title });
  return name;
}
