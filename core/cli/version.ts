import { readFileSync } from 'node:fs';
import { print } from './output.ts';

/** Prints the version that package.json states, from the bundle under dist/ or from the sources. */
export function printVersion(): void {
  for (const path of ['../package.json', '../../package.json']) {
    const version = readVersion(new URL(path, import.meta.url));
    if (version !== undefined) {
      print(version);
      return;
    }
  }
}

function readVersion(file: URL): string | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof json === 'object' && json !== null && 'version' in json ? String(json.version) : undefined;
  } catch {
    return undefined;
  }
}
