import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** The page, compressed, and a tag that names this version of it. */
type Page = { zipped: Buffer; tag: string };

const options = {
  title: 'Penstock',
  endpoint: '/graphql',
  headers: '{ "authorization": "Bearer YOUR_KEY" }',
  defaultQuery: `# The key goes into the headers below: { "authorization": "Bearer YOUR_KEY" }
query Models {
  models(filter: { available: true }) {
    id
    price { inputPerMTok outputPerMTok }
    health { status }
  }
}
`,
};

/**
 * GraphiQL for browsers, with all it needs within the page, since yoga's own loads it from a network. It has 9 MB, and
 * needs no key: so it is drawn once, when somebody first looks at it, and kept compressed. Returns false for whatever does
 * not ask for a page.
 */
export function createGraphiqlPage(): (request: IncomingMessage, response: ServerResponse) => boolean {
  let drawn: Promise<Page> | null = null;
  return (request, response) => {
    const { accept = '' } = request.headers;
    if (request.method !== 'GET' || !accept.includes('text/html')) return false;
    drawn ??= draw();
    drawn.then((page) => send(page, request, response)).catch((error) => response.destroy(error));
    return true;
  };
}

async function draw(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const zipped = await promisify(gzip)(renderGraphiQL(options));
  return { zipped, tag: `"${createHash('sha256').update(zipped).digest('base64url').slice(0, 16)}"` };
}

async function send({ zipped, tag }: Page, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const caching = { etag: tag, 'cache-control': 'no-cache', vary: 'accept, accept-encoding' };
  if (headers['if-none-match'] === tag) {
    response.writeHead(304, caching).end();
    return;
  }
  const takesZipped = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  const body = takesZipped ? zipped : await promisify(gunzip)(zipped);
  response.writeHead(200, {
    ...caching,
    ...(takesZipped && { 'content-encoding': 'gzip' }),
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
}
