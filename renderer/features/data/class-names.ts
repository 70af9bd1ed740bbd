/** What is wrong with each name of a class, by its index; white space around a name does not count. */
export function classNameFaults(names: readonly string[]): Map<number, 'empty' | 'twice'> {
  const trimmed = names.map((name) => name.trim());
  const times = new Map<string, number>();
  for (const name of trimmed) times.set(name, (times.get(name) ?? 0) + 1);
  const faults = new Map<number, 'empty' | 'twice'>();
  trimmed.forEach((name, index) => {
    if (name === '') faults.set(index, 'empty');
    else if ((times.get(name) ?? 0) > 1) faults.set(index, 'twice');
  });
  return faults;
}
