import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test makes of a request; by default the file is served, with ranges. */
export type Misbehave = (request: IncomingMessage, response: ServerResponse, file: Buffer) => boolean;

export interface FileServer {
  /** Without a slash at its end. */
  readonly address: string;
  /** Every request so far: its path, and the range that it asks for. */
  readonly asked: string[];
  /** Bytes of content that were handed to the system. */
  sent: number;
  misbehave: Misbehave;
  close(): Promise<void>;
}

/** A real HTTP server on the loopback interface. */
export async function serveFiles(files: ReadonlyMap<string, Buffer>): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const { range } = request.headers;
    served.asked.push(range === undefined ? path : `${path} ${range}`);
    const file = files.get(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (served.misbehave(request, response, file)) return;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const content = file.subarray(from);
    const partial = { 'content-range': `bytes ${String(from)}-${String(file.length - 1)}/${String(file.length)}` };
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length, ...(from > 0 ? partial : {}) });
    served.sent += content.length;
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const served: FileServer = {
    address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked: [],
    sent: 0,
    misbehave: () => false,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return served;
}
