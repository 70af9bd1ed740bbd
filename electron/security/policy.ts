/** The page's scheme and host. A scheme of its own, so that the page is no `file:` document and shares an origin with nothing else. */
export const pageScheme = 'blockyard';
export const pageOrigin = `${pageScheme}://app`;
export const pageAddress = `${pageOrigin}/index.html`;

/**
 * Content security policy of every answer of the page's scheme. Starts from nothing; the page may run its own bundled scripts, use its own styles,
 * fonts and pictures (`data:` and `blob:` for pictures a person looks at), and load nothing from anywhere else. No inline script, no eval.
 */
const directives: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'img-src': "'self' data: blob:",
  'connect-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

export const contentSecurityPolicy = Object.entries(directives)
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** Whether a URL is a document of the page. */
export function isPageUrl(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`);
}

/** Whether the window may load a URL at all: the page itself, pictures made in the page, and developer tools where they are allowed. */
export function mayLoad(url: string, developerTools: boolean): boolean {
  if (isPageUrl(url) || url.startsWith('data:') || url.startsWith(`blob:${pageOrigin}/`)) return true;
  return developerTools && url.startsWith('devtools:');
}
