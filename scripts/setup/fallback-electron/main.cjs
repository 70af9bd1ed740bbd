/**
 * The fallback Electron has no default app, so this stands in for it: `electron FOLDER` starts the app in FOLDER, as
 * Electron's own release does. It lies in the shared cache as `resources/app` and is the same for every checkout.
 */
const Module = require('node:module');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

const argument = process.argv.slice(1).find((value) => !value.startsWith('-'));
const folder = path.resolve(argument ?? '.');
const manifestFile = path.join(folder, 'package.json');
if (argument === undefined || !existsSync(manifestFile)) {
  process.stderr.write(`electron: no app at ${folder}: the first argument must be a folder with a package.json\n`);
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
process.defaultApp = true;
app.setVersion(manifest.version);
app.setName(manifest.productName ?? manifest.name);
app.setAppPath(folder);
Module._load(path.join(folder, manifest.main), Module, true);
