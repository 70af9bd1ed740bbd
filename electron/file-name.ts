/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Leaves out of a name what some file system does not take; every system gets the same. In UTF-8 it takes at most 200 bytes, where 255 is the usual limit. */
export function fileName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, '')
    .replace(/[<>:"/\\|?*]+/g, '-');
  let short = '';
  for (const letter of cleaned) {
    if (Buffer.byteLength(short + letter) > 200) break;
    short += letter;
  }
  // Windows drops spaces and dots at the end; one at the beginning hides a file.
  const trimmed = short.trim().replace(/^[.\s]+|[.\s]+$/g, '');
  if (trimmed === '') return 'network';
  return reserved.test(trimmed) ? `${trimmed}-` : trimmed;
}
