import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageFile } from './page-files.ts';
import { contentSecurityPolicy, mayLoad, pageAddress } from './policy.ts';
import { isTrustedSender } from './sender.ts';

describe('isTrustedSender', () => {
  it('hears the page in the top frame', () => {
    expect(isTrustedSender({ url: pageAddress, parent: null })).toBe(true);
    expect(isTrustedSender({ url: `${pageAddress}#/train`, parent: null })).toBe(true);
  });

  it.each([
    ['a frame that is gone', null],
    ['no frame', undefined],
    ['the page inside a frame', { url: pageAddress, parent: {} }],
    ['a web page', { url: 'https://example.org/index.html', parent: null }],
    ['a file', { url: 'file:///index.html', parent: null }],
    ['another host of the scheme', { url: 'blockyard://apple/index.html', parent: null }],
    ['a host that begins like ours', { url: 'blockyard://app.example.org/', parent: null }],
    ['our host as a user name', { url: 'blockyard://app@example.org/', parent: null }],
    ['our host with a port', { url: 'blockyard://app:80/index.html', parent: null }],
    ['an empty document', { url: 'about:blank', parent: null }],
    ['a document without address', { url: '', parent: null }],
  ])('does not hear %s', (_what, frame) => {
    expect(isTrustedSender(frame)).toBe(false);
  });
});

describe('pageFile', () => {
  const root = join('/', 'app', 'renderer');

  it('finds the page and its parts', () => {
    expect(pageFile(pageAddress, root)).toEqual({ path: join(root, 'index.html'), mimeType: 'text/html' });
    expect(pageFile('blockyard://app/', root)?.path).toBe(join(root, 'index.html'));
    expect(pageFile('blockyard://app/assets/a-b%20c.js?v=1#x', root)).toEqual({
      path: join(root, 'assets', 'a-b c.js'),
      mimeType: 'text/javascript',
    });
  });

  it.each([
    'blockyard://app/../main.cjs',
    'blockyard://app/..%2f..%2fetc/x.json',
    'blockyard://app/%2e%2e/preload.js',
    'blockyard://app/..\\x.js',
    'blockyard://app/x%00.js',
    'blockyard://app/%zz.js',
    'blockyard://app/../renderer-other/x.js',
    'blockyard://other/index.html',
    'https://app/index.html',
    'blockyard://app/native.node',
    'blockyard://app/assets',
  ])('has nothing for %s', (url) => {
    expect(pageFile(url, root)).toBeUndefined();
  });

  it('never leaves its folder', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '\\', '%5c', 'a.js', 'index.html', '%00'),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const file = pageFile(`blockyard://app/${parts.join('/')}`, root);
        if (file !== undefined) expect(file.path.startsWith(`${root}/`) && !file.path.includes('..')).toBe(true);
      }),
    );
  });
});

describe('policy', () => {
  it('starts from nothing and allows no inline script and no eval', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none';/u);
    expect(contentSecurityPolicy).toContain("script-src 'self';");
    expect(contentSecurityPolicy).not.toContain('unsafe-eval');
  });

  it('loads the page and pictures made in it, and nothing from elsewhere', () => {
    expect(mayLoad(pageAddress, false)).toBe(true);
    expect(mayLoad('blob:blockyard://app/0f', false)).toBe(true);
    expect(mayLoad('data:image/png;base64,AA', false)).toBe(true);
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'blob:https://example.org/1',
      'ws://localhost/',
      'devtools://x/',
    ]) {
      expect(mayLoad(url, false), url).toBe(false);
    }
    expect(mayLoad('devtools://devtools/bundled/index.html', true)).toBe(true);
  });
});
