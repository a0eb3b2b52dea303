import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The page in both forms, a tag that names this version of it, and the source of its script. */
type Page = { plain: Buffer; zipped: Buffer; tag: string; script: string };

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

/** What the page may do: run its own script and editor, and call the API that it came from. */
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

/** Whether a request is a browser's that wants to show a page. */
export function asksForPage({ method, headers: { accept = '' } }: IncomingMessage): boolean {
  return method === 'GET' && accept.includes('text/html');
}

/**
 * GraphiQL for browsers, with all it needs within the page, since yoga's own loads it from a network. It has 9 MB, and
 * needs no key: so it is drawn once, at the first request, and all requests share its bytes. `contentSecurityPolicy`
 * replaces the page's own; `{script}` in it stands for the script's source.
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

async function draw(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const plain = Buffer.from(renderGraphiQL(options));
  const zipped = await promisify(gzip)(plain);
  const tag = `"${createHash('sha256').update(zipped).digest('base64url').slice(0, 16)}"`;
  return { plain, zipped, tag, script: hashOfScript(plain) };
}

/** The page has one script, within it. */
function hashOfScript(page: Buffer): string {
  const opening = '<script>';
  const begin = page.indexOf(opening) + opening.length;
  const script = page.subarray(begin, page.indexOf('</script>', begin));
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
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
  response.end(body);
}
