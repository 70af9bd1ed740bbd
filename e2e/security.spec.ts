import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Reply, Transport } from '../core/protocol/channels.ts';
import { expect, test } from './blockyard.ts';
import { DataPlace, writeIdx } from './data.ts';
import { TrainPlace } from './experiment.ts';

type PageWindow = Window & { blockyard: Transport; forged?: unknown };

test('the page has the narrow bridge and nothing of Node', async ({ open }) => {
  const { page } = await open();
  const found = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys((window as unknown as PageWindow).blockyard).sort(),
  }));
  expect(found).toEqual({ node: [], bridge: ['pathOf', 'request', 'subscribe'] });
  // Only a file that a person dropped lies anywhere: one that the page makes up gives it no path.
  const madeUp = await page.evaluate(() =>
    (window as unknown as { blockyard: { pathOf: (file: File) => string } }).blockyard.pathOf(
      new File(['1'], 'passwd'),
    ),
  );
  expect(madeUp).toBe('');
  const replaced = await page.evaluate(() => {
    const own = window as unknown as { blockyard: unknown };
    try {
      own.blockyard = { request: () => 'mine' };
    } catch {
      // Strict code is told that it may not.
    }
    return Object.keys(own.blockyard as object);
  });
  expect(replaced).toContain('subscribe');
});

test('the page has only those files read that a person chose or dropped', async ({ open, home }) => {
  const [nobodys, chosen, dropped] = ['nobodys', 'chosen', 'dropped'].map((name) => writeIdx(join(home, name), 40));
  if (nobodys === undefined || chosen === undefined || dropped === undefined)
    throw new Error('there are three folders');
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await expect(new TrainPlace(page).train).toBeEnabled();
  const rule = { size: [8, 8], channels: 1, fit: 'pad' };
  const refused = async (path: string): Promise<void> => {
    for (const [name, input] of [
      ['datasets.look', { paths: [path] }],
      ['datasets.preview', { paths: [path], rule }],
      ['datasets.import', { paths: [path], title: 'Stolen' }],
    ] as const)
      expect(await ask(page, name, input)).toMatchObject({ ok: false, problem: { code: 'path-not-given' } });
  };
  await refused(nobodys);

  // What the page makes up lies nowhere, whatever it says of itself.
  const told = await page.evaluate((path) => {
    const { pathOf } = (window as unknown as { blockyard: { pathOf: (file: unknown) => string } }).blockyard;
    const marked = Object.defineProperty(new File(['1'], 'x'), 'path', { value: path });
    class Forged extends File {
      readonly path = path;
    }
    Object.defineProperty(File.prototype, 'path', { get: () => path, configurable: true });
    return [
      { path },
      Object.create(File.prototype, { path: { value: path } }),
      marked,
      new Forged(['1'], 'x'),
      path,
    ].map((made) => {
      try {
        return pathOf(made);
      } catch {
        return '';
      }
    });
  }, nobodys);
  expect(told).toEqual(['', '', '', '', '']);
  await refused(nobodys);

  await data.willChoose([chosen]);
  expect(await ask(page, 'datasets.choose', { what: 'folder' })).toEqual({ ok: true, value: [chosen] });
  expect(await ask(page, 'datasets.look', { paths: [chosen] })).toMatchObject({ ok: true, value: { kind: 'idx' } });
  await refused(nobodys);
  await refused(home);
  await page.reload();
  await expect(new TrainPlace(page).train).toBeEnabled();
  await data.drop([dropped]);
  await expect(data.dialog.getByText('IDX files: 4 files')).toBeVisible({ timeout: 30_000 });
  await refused(nobodys);
  expect(await ask(page, 'datasets.jobs', undefined)).toEqual({ ok: true, value: [] });
});

test('unknown requests, invalid payloads and unknown notices are refused', async ({ open }) => {
  const { page } = await open();
  await expect(ask(page, 'runs.rewrite', { id: 'x' })).rejects.toThrow(/no such request/u);
  await expect(ask(page, 'constructor', undefined)).rejects.toThrow(/no such request/u);
  expect(await ask(page, 'runs.get', { id: 7 })).toMatchObject({
    ok: false,
    problem: { code: 'invalid-run-spec', facts: { path: 'id' } },
  });
  expect(await ask(page, 'settings.set', { theme: 'pink' })).toMatchObject({
    ok: false,
    problem: { facts: { path: 'theme' } },
  });
  expect(await ask(page, 'runs.get', { id: '../../etc' })).toMatchObject({
    ok: false,
    problem: { code: 'unknown-run' },
  });
  expect(await ask(page, 'runs.openFolder', { id: '..' })).toMatchObject({
    ok: false,
    problem: { code: 'unknown-run' },
  });
  const subscribed = await page.evaluate(() => {
    try {
      (window as unknown as PageWindow).blockyard.subscribe('run.rewritten' as 'run.log', () => undefined);
      return true;
    } catch {
      return false;
    }
  });
  expect(subscribed).toBe(false);
});

test('a hostile network is refused with its reason, and the app lives', async ({ open }) => {
  const { page } = await open();
  let nested: unknown = [];
  for (let depth = 0; depth < 300; depth += 1) nested = [{ kind: 'sequence', children: nested }];
  const data = { dataset: 'mnist', validation: { kind: 'test' } };
  const hostile = {
    format: 'blockyard.architecture',
    version: 1,
    name: 'deep',
    root: { kind: 'sequence', children: nested },
  };
  for (const architecture of [hostile, null, 'lenet5', {}, { ...hostile, version: 99 }]) {
    const reply = await ask(page, 'runs.start', {
      version: 1,
      name: 'hostile',
      architecture,
      data,
      recipe: {},
      backend: 'auto',
    });
    expect(reply).toMatchObject({ ok: false, problem: { code: 'invalid-architecture' } });
  }
  expect(await ask(page, 'runs.list', undefined)).toEqual({ ok: true, value: [] });
});

test('the content security policy is sent and holds', async ({ open, pageErrors }) => {
  const { page } = await open();
  const response = await page.reload();
  expect(response?.headers()['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /u);
  await expect(new TrainPlace(page).train).toBeEnabled();
  // The page's own parts break none of its rules.
  expect(pageErrors).toEqual([]);

  const outcome = await page.evaluate(
    () =>
      new Promise<Record<string, unknown>>((resolve) => {
        // From a timer, as the page's own code runs: what a debugger evaluates is exempt.
        setTimeout(() => {
          const own = window as unknown as PageWindow;
          const result: Record<string, unknown> = {};
          try {
            result['eval'] = (0, eval)('1 + 1') as unknown;
          } catch (error) {
            result['eval'] = error instanceof Error ? error.name : '';
          }
          const script = document.createElement('script');
          script.textContent = 'window.forged = 1';
          document.head.append(script);
          const remote = document.createElement('script');
          remote.src = 'https://example.org/x.js';
          document.head.append(remote);
          result['inline'] = own.forged ?? 'not run';
          fetch('https://example.org/').then(
            () => resolve({ ...result, fetch: 'sent' }),
            () => resolve({ ...result, fetch: 'refused' }),
          );
        });
      }),
  );
  expect(outcome).toEqual({ eval: 'EvalError', inline: 'not run', fetch: 'refused' });
  expect(pageErrors.splice(0).every((line) => /content security policy|failed to load/iu.test(line))).toBe(true);
});

test('the page opens no window, goes nowhere, and gets no permission', async ({ open, pageErrors }) => {
  const { app, page } = await open();
  const address = page.url();
  expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
  expect(await page.evaluate(() => window.open('index.html') === null)).toBe(true);
  for (const target of [
    'https://example.org/',
    'file:///etc/passwd',
    'blockyard://app/other.html',
    'data:text/html,x',
  ]) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
    }, target);
  }
  await page.waitForTimeout(500);
  expect(page.url()).toBe(address);
  expect(app.windows()).toHaveLength(1);
  const permissions = await page.evaluate(async () => [
    await Notification.requestPermission(),
    (await navigator.permissions.query({ name: 'geolocation' })).state,
    (await navigator.permissions.query({ name: 'camera' })).state,
  ]);
  expect(permissions).toEqual(['denied', 'denied', 'denied']);
  pageErrors.splice(0);
});

test('a document that is not the page is not heard, even with the bridge', async ({ open }) => {
  const { app } = await open();
  const outcomes = await app.evaluate(async ({ app: electronApp, BrowserWindow }) => {
    const preload = `${electronApp.getAppPath()}/dist/preload.cjs`;
    const heard: Record<string, string> = {};
    for (const url of ['about:blank', 'data:text/html,<title>x</title>', 'blockyard://other/index.html']) {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await window.loadURL(url).catch(() => undefined);
      heard[url] = (await window.webContents.executeJavaScript(
        `typeof blockyard === 'undefined' ? 'no bridge' : blockyard.request('runs.list').then(() => 'heard', (error) => error.message)`,
      )) as string;
      window.destroy();
    }
    return heard;
  });
  for (const [url, outcome] of Object.entries(outcomes)) expect(outcome, url).toMatch(/may not ask|no bridge/u);
  expect(outcomes['data:text/html,<title>x</title>']).toMatch(/may not ask/u);
});

test('the window is sandboxed and locked', async ({ open }) => {
  const { app } = await open();
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
});

/** A request as the page makes it, with any name and payload. The payload travels as text: Playwright is slow to copy deep ones. */
function ask(page: Page, name: string, input: unknown): Promise<Reply> {
  return page.evaluate(
    ([asked, text]) =>
      (window as unknown as PageWindow).blockyard.request(
        asked as 'runs.list',
        text === undefined ? undefined : JSON.parse(text),
      ),
    [name, input === undefined ? undefined : JSON.stringify(input)] as const,
  );
}
