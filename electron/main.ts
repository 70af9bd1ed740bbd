import { join, resolve } from 'node:path';
import { app } from 'electron';
import { startApp } from './app.ts';
import { declarePageScheme } from './security/scheme.ts';

app.setName('Blockyard');
// Windows shows notifications only of apps that it knows by this name, which the installer gives them too.
if (process.platform === 'win32') app.setAppUserModelId('org.blockyard.app');

// One window per library: the lock and what Chromium keeps belong to the library's folder when it has been moved.
const movedHome = process.env['BLOCKYARD_HOME'];
if (movedHome !== undefined && movedHome !== '') app.setPath('userData', join(resolve(movedHome), 'window'));

if (app.requestSingleInstanceLock()) {
  declarePageScheme();
  startApp(__dirname);
} else {
  app.quit();
}
