import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Page } from './graphiql-thread.ts';

/** The content security policy of the page. It may run its own script and editor, and call the API that served it. */
const ownPolicy = [
  "default-src 'none'",
  'script-src {script}',
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  'worker-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whether a browser requests a page. */
export function asksForPage({ method, headers: { accept = '' } }: IncomingMessage): boolean {
  return method === 'GET' && accept.includes('text/html');
}

/**
 * GraphiQL for browsers, as one complete page; yoga's own page loads it from a network. It has 9 MB and needs no key.
 * So it is made once, at the first request and in its own thread, and all requests share its bytes.
 * `contentSecurityPolicy` replaces the page's own policy; `{script}` in it stands for the script's source.
 */
export function createGraphiqlPage(
  contentSecurityPolicy: string | null,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const policy = contentSecurityPolicy ?? ownPolicy;
  let drawn: Promise<Page> | null = null;
  return async (request, response) => {
    drawn ??= draw().catch((error: unknown) => {
      drawn = null;
      throw error;
    });
    send(await drawn, policy, request, response);
  };
}

/** Rejects if the page cannot be made; the next request then tries again. */
async function draw(): Promise<Page> {
  const thread = new Worker(new URL('./graphiql-thread.ts', import.meta.url), { execArgv: [] });
  // The only message of the thread is the page.
  const [page] = (await once(thread, 'message')) as [Page];
  return page;
}

function send(
  { plain, zipped, tag, script }: Page,
  policy: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const caching = { etag: tag, 'cache-control': 'no-cache', vary: 'accept, accept-encoding' };
  if (headers['if-none-match'] === tag) {
    response.writeHead(304, caching).end();
    return;
  }
  const takesZipped = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  const body = takesZipped ? zipped : plain;
  response.writeHead(200, {
    ...caching,
    ...(takesZipped && { 'content-encoding': 'gzip' }),
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'content-security-policy': policy.replaceAll('{script}', script),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  // One piece for each turn of the event loop. The kernel copies each write at once, and 150 pages would take it a
  // second. An error means that the reader has left.
  pipeline(Readable.from(piecesOf(body)), response, () => {});
}

const pieceBytes = 64 * 1024;

async function* piecesOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += pieceBytes) {
    yield body.subarray(at, at + pieceBytes);
    await nextTurn();
  }
}
