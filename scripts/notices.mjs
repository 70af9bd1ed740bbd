/**
 * `npm run notices`: writes THIRD-PARTY-NOTICES.txt from the installed packages that the app carries. Run it after changing a
 * dependency that reaches the app.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf } from './notices/closure.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { say } from './setup/log.mjs';
import { projectRoot } from './setup/paths.mjs';

/** Tools: development dependencies whose code is in no bundle. Every other one reaches the app. */
const TOOLS = new Set([
  '@eslint/js',
  '@playwright/test',
  '@sveltejs/vite-plugin-svelte',
  'dependency-cruiser',
  'electron',
  'electron-builder',
  'esbuild',
  'eslint',
  'eslint-plugin-svelte',
  'fast-check',
  'globals',
  'knip',
  'node-api-headers',
  'prettier',
  'prettier-plugin-svelte',
  'svelte-check',
  'typescript',
  'typescript-eslint',
  'vite',
  'vitest',
]);

/** What the app carries beside npm packages. */
const BESIDE_PACKAGES = `TensorFlow (libtensorflow_cc, libtensorflow_framework; from its Python wheel)
  Apache-2.0, Copyright The TensorFlow Authors. Its licence and the notices of what it is made of lie beside the
  libraries: LICENSE and THIRD_PARTY_NOTICES.txt.

Electron, with Chromium and Node.js
  MIT, Copyright Electron contributors, Copyright GitHub Inc. Its licence and those of Chromium lie beside the program:
  LICENSE.electron.txt and LICENSES.chromium.html.

CUDA libraries (only on a machine with an NVIDIA GPU; fetched from NVIDIA's Python wheels)
  NVIDIA CUDA Toolkit and cuDNN licence agreements, in the wheels' dist-info folders.
`;

/** @param {string} folder of an installed package @returns {string} its licence and notice files, empty when it has none */
function licenceText(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/iu.test(name))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8').trim().replaceAll('\r\n', '\n'))
      .join('\n\n');
  } catch {
    return '';
  }
}

await runMain(async () => {
  await setUp({});
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
  const bundled = Object.keys(manifest.devDependencies).filter(
    (name) => !TOOLS.has(name) && !name.startsWith('@types/'),
  );
  const paths = closureOf(packages, [...Object.keys(manifest.dependencies), ...bundled]);
  /** @type {Map<string, string[]>} licence text -> packages under it */
  const byText = new Map();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const label = `${name} ${packages[path].version} (${packages[path].license ?? 'see its files'})`;
    const text = licenceText(join(projectRoot, path));
    byText.set(text, [...(byText.get(text) ?? []), label]);
  }
  const rule = '-'.repeat(100);
  const blocks = [...byText].map(([text, labels]) => {
    return `${labels.join('\n')}\n\n${text === '' ? 'The package carries no licence file; the licence is the one named above.' : text}\n`;
  });
  const heading = 'Blockyard is built on the work of others. What it carries, and under which licence:\n';
  writeFileSync(
    join(projectRoot, 'THIRD-PARTY-NOTICES.txt'),
    [heading, BESIDE_PACKAGES, ...blocks].join(`\n${rule}\n\n`),
  );
  say(`wrote THIRD-PARTY-NOTICES.txt: ${paths.length} packages`);
  return 0;
});
