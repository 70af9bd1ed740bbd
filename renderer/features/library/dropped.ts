/** Whether what was dropped is a network: one JSON file. Everything else is taken for data. */
export function isNetworkFile(files: readonly Pick<File, 'name'>[]): boolean {
  return files.length === 1 && files[0]?.name.toLowerCase().endsWith('.json') === true;
}
