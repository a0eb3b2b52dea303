// The thread that draws the page of GraphiQL and compresses it, once: loading its 9 MB takes up to a second.
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/** The page in both forms, a tag that names this version of it, and the source of its script. */
export type Page = { plain: Uint8Array; zipped: Uint8Array; tag: string; script: string };

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

function draw(): Page {
  const plain = Buffer.from(renderGraphiQL(options));
  const zipped = gzipSync(plain);
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

parentPort?.postMessage(draw());
