import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type * as Tf from '@tensorflow/tfjs';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import { openReader } from '../core/data/index.ts';
import { exportFiles } from '../core/export/index.ts';
import { placeFiles, trainShortly } from '../core/export/trained.test-support.ts';
import { inferArchitecture, presets } from '../core/model/index.ts';
import { acceptedDifference, checkedImages } from '../core/protocol/export.ts';
import { projectRoot } from '../scripts/setup/paths.mjs';
import { expect, test } from './blockyard.ts';

declare const tf: typeof Tf & { readonly wasm: typeof Wasm };

/** How TensorFlow.js computes in a browser without a graphics card: with WebAssembly, or in plain JavaScript, which takes minutes for large networks. */
const applied = {
  wasm: presets.map(({ name }) => name),
  cpu: ['baseline', 'lenet5'],
} as const;

/** Serves files of these folders, by the first part of their paths, to this machine alone; and a page that loads TensorFlow.js with its WebAssembly. */
function serve(folders: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end(
        '<!doctype html><meta charset="utf-8"><script src="/tfjs/tf.min.js"></script><script src="/wasm/tf-backend-wasm.min.js"></script>',
      );
      return;
    }
    const [, folder = '', ...rest] = path.split('/');
    const file = join(folders[folder] ?? '', ...rest);
    if (!(folder in folders) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    // Chromium compiles WebAssembly as it comes only under its own type.
    if (file.endsWith('.wasm')) response.setHeader('content-type', 'application/wasm');
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

/** A page in Chromium's sandbox, with nothing of the app: neither its session nor its preload script. */
async function openAlone(app: ElectronApplication, url: string): Promise<Page> {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }, address) => {
    const webPreferences = { sandbox: true, partition: 'alone', backgroundThrottling: false };
    return new BrowserWindow({ show: false, webPreferences }).loadURL(address);
  }, url);
  const page = await opened;
  await page.waitForFunction(() => 'tf' in window && 'wasm' in tf);
  expect(await page.evaluate(() => 'blockyard' in window || 'require' in window)).toBe(false);
  return page;
}

/** Has the page's TensorFlow.js compute so. */
async function computeWith(page: Page, backend: keyof typeof applied): Promise<void> {
  const chosen = await page.evaluate(async (name) => {
    tf.wasm.setWasmPaths('/wasm/');
    await tf.setBackend(name);
    return tf.getBackend();
  }, backend);
  expect(chosen).toBe(backend);
}

/** What an exported model makes of the pictures in the page. */
function applyInPage(page: Page, name: string, shape: readonly number[]): Promise<readonly number[]> {
  return page.evaluate(
    async ([model, input]) => {
      const layers = await tf.loadLayersModel(`/models/${model}/model.json`);
      const pictures = new Uint8Array(await (await fetch('/models/pictures.bin')).arrayBuffer());
      const output = tf.tidy(() => {
        const scaled = Float32Array.from(pictures, (value) => value / 255);
        return layers.predict(tf.tensor(scaled, [...input])) as Tf.Tensor;
      });
      const probabilities = Array.from(await output.data());
      output.dispose();
      layers.dispose();
      return probabilities;
    },
    [name, [...shape]] as const,
  );
}

test('what was exported for TensorFlow.js gives its probabilities in a browser', async ({ open, home }) => {
  const { app } = await open();
  const folder = join(home, 'models');
  const input = [28, 28, 1] as const;
  const reader = await openReader('mnist', home);
  const images = await reader.read(
    'test',
    Uint32Array.from({ length: checkedImages }, (_, at) => at),
  );
  const set = { images, labels: reader.labels.test.slice(0, checkedImages), count: checkedImages };
  await reader.close();
  placeFiles(folder, [{ path: 'pictures.bin', pieces: [images] }]);
  const wanted = new Map<string, Float32Array>();
  for (const { name, architecture } of presets) {
    const { network } = inferArchitecture(architecture, { input, classes: 10 });
    if (network === undefined) throw new Error(name);
    const { model, probabilities } = await trainShortly(network, architecture, set);
    placeFiles(join(folder, name), await exportFiles(model, 'tfjs'));
    wanted.set(name, probabilities);
  }
  const installed = join(projectRoot, 'node_modules/@tensorflow');
  const server = await serve({
    models: folder,
    tfjs: join(installed, 'tfjs/dist'),
    wasm: join(installed, 'tfjs-backend-wasm/dist'),
  });
  try {
    const { port } = server.address() as AddressInfo;
    const page = await openAlone(app, `http://127.0.0.1:${String(port)}/`);
    for (const backend of ['wasm', 'cpu'] as const) {
      await computeWith(page, backend);
      for (const name of applied[backend]) {
        const found = await applyInPage(page, name, [checkedImages, ...input]);
        expect(found).toHaveLength(checkedImages * 10);
        const differences = found.map((value, at) => Math.abs(value - (wanted.get(name)?.[at] ?? NaN)));
        expect(Math.max(...differences), `${name} with ${backend}`).toBeLessThanOrEqual(acceptedDifference);
      }
    }
  } finally {
    server.close();
  }
});
