import { extname, join, sep } from 'node:path';
import { isPageUrl, pageOrigin } from './policy.ts';

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  path: string;
  mimeType: string;
}

/**
 * The file that a URL of the page's scheme stands for, or undefined when it stands for none: another host, a path that leaves the folder, a type of
 * file that the page has no use for.
 *
 * @param root absolute path of the page's folder
 */
export function pageFile(url: string, root: string): PageFile | undefined {
  if (!isPageUrl(url)) return undefined;
  const encoded = url.slice(pageOrigin.length).replace(/[?#].*$/su, '');
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
  if (name.includes('\0') || name.includes('\\')) return undefined;
  const path = join(root, name === '' || name === '/' ? 'index.html' : name);
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
  const mimeType = mimeTypes[extname(path)];
  return mimeType === undefined ? undefined : { path, mimeType };
}
