/** What a dataset is called by default: as the folder or file it comes from, or the folder that several files lie in. */
export function titleOfPaths(paths: readonly string[]): string {
  const [first = ''] = paths;
  const parts = first.split(/[\\/]+/).filter((part) => part !== '');
  const name = (paths.length > 1 ? parts[parts.length - 2] : parts[parts.length - 1]) ?? '';
  return name.replace(/(?:\.(?:tar|t?gz|zip|csv))+$/i, '').slice(0, 200);
}

/**
 * The name that a title becomes, as the program makes it: letters and digits with hyphens between them. Empty where none is left.
 */
export function nameOfTitle(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
