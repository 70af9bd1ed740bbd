import { join, resolve } from 'node:path';
import { app } from 'electron';
import { startApp } from './app.ts';
import { declarePageScheme } from './security/scheme.ts';

app.setName('Blockyard');

// One window per library: the lock and what Chromium keeps belong to the library's folder when it has been moved.
const movedHome = process.env['BLOCKYARD_HOME'];
if (movedHome !== undefined && movedHome !== '') app.setPath('userData', join(resolve(movedHome), 'window'));

if (app.requestSingleInstanceLock()) {
  declarePageScheme();
  startApp(__dirname);
} else {
  app.quit();
}
