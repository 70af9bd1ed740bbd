import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { because } from '../protocol/details.ts';
import { HostError } from './host-error.ts';

const mostRedirects = 5;

/**
 * Asks a host for a file from a byte on, and follows where it sends.
 * @param stallMs a connection that is silent for so long is ended
 * @returns the answer, whatever its status; not yet read
 * @throws HostError, Error of the network with Node's code, such as ENOTFOUND
 */
export async function httpGet(
  address: string,
  from: number,
  stallMs: number,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await ask(url, from, stallMs, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return response;
    response.destroy();
    url = new URL(headers.location, url);
  }
  throw new HostError(because('host-redirects', { most: mostRedirects }), 'never');
}

function ask(url: URL, from: number, stallMs: number, signal: AbortSignal | undefined): Promise<IncomingMessage> {
  const get = { 'http:': getHttp, 'https:': getHttps }[url.protocol];
  if (get === undefined) throw new HostError(because('host-scheme', { scheme: url.protocol }), 'never');
  return new Promise((resolve, reject) => {
    const headers = {
      'user-agent': 'blockyard',
      // What is counted and hashed are the bytes of the file itself.
      'accept-encoding': 'identity',
      ...(from > 0 ? { range: `bytes=${String(from)}-` } : {}),
    };
    const request = get(url, { headers, agent: false, timeout: stallMs });
    // Node 16, inside the development-only Electron, ends a request by its own signal so that who reads the answer waits for ever.
    let answer: IncomingMessage | undefined;
    const stop = (): void => {
      (answer ?? request).destroy(Object.assign(new Error('it was stopped'), { code: 'ABORT_ERR' }));
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    request.on('close', () => signal?.removeEventListener('abort', stop));
    request.on('timeout', () => {
      const seconds = Math.round(stallMs / 1000);
      request.destroy(new HostError(because('host-silent', { seconds }), 'always'));
    });
    request.on('error', reject);
    request.on('response', (response) => {
      answer = response;
      resolve(response);
    });
  });
}
