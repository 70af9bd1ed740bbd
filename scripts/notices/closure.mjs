/**
 * @typedef {{version?: string, license?: string, optional?: boolean, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, peerDependencies?: Record<string, string>}} LockedPackage
 */

/**
 * Node's way of finding a package: the nearest node_modules upwards.
 *
 * @param {Record<string, LockedPackage>} packages of package-lock.json
 * @param {string} from path of the package that asks
 * @param {string} name
 * @returns {string | undefined} path in `packages`
 */
function resolve(packages, from, name) {
  for (let base = from; ;) {
    const candidate = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (base === '') return undefined;
    const at = base.lastIndexOf('/node_modules/');
    base = at < 0 ? '' : base.slice(0, at);
  }
}

/**
 * All packages that `names` need at run time, themselves included.
 *
 * @param {Record<string, LockedPackage>} packages of package-lock.json
 * @param {string[]} names
 * @returns {string[]} sorted paths in `packages`
 */
export function closureOf(packages, names) {
  /** @type {Set<string>} */
  const found = new Set();
  const waiting = names.map((name) => ({ from: '', name }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const path = resolve(packages, next.from, next.name);
    if (path === undefined || found.has(path)) continue;
    found.add(path);
    const { dependencies, optionalDependencies } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) waiting.push({ from: path, name });
  }
  return [...found].sort();
}
