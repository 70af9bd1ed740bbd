import { readFile } from 'node:fs/promises';
import { protocol, type ProtocolRequest, type ProtocolResponse } from 'electron';
import { pageFile } from './page-files.ts';
import { pageHeaders, pageScheme } from './policy.ts';

/** Must be called before the app is ready: the scheme counts as a secure origin of its own, like https. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true } }]);
}

/** The part of Electron's `protocol` that is used. */
interface BufferProtocol {
  registerBufferProtocol(
    scheme: string,
    handler: (request: ProtocolRequest, respond: (response: ProtocolResponse) => void) => void,
  ): boolean;
}

/**
 * Serves the page's folder, and nothing else, under the page's scheme, every answer with the security headers.
 *
 * Through the older `registerBufferProtocol`, because it is in every Electron that this runs in: `protocol.handle` is missing in the one that
 * development machines without access to Electron's releases fall back to.
 */
export function servePage(root: string): void {
  const buffers: BufferProtocol = protocol;
  buffers.registerBufferProtocol(pageScheme, (request, respond) => {
    const file = request.method === 'GET' ? pageFile(request.url, root) : undefined;
    const notFound = () => respond({ statusCode: 404, headers: { ...pageHeaders }, data: Buffer.alloc(0) });
    if (file === undefined) {
      notFound();
      return;
    }
    readFile(file.path).then((data) => {
      respond({ statusCode: 200, mimeType: file.mimeType, charset: 'utf-8', headers: { ...pageHeaders }, data });
    }, notFound);
  });
}
