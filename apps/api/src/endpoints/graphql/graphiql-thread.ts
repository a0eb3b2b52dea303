// The thread that makes the page of GraphiQL and compresses it, once. Loading its 9 MB takes up to a second.
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/** The page, plain and compressed, with a tag of this version and the source of its script. */
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

/**
 * GraphiQL loads the schema only when it opens, and without a key it is refused. This script loads it again after a key
 * was pasted or typed, and after a query has succeeded. After typing it waits for a second without a key press, so that
 * it rarely sends half a key.
 */
const askForSchemaAgain = `(() => {
  const send = window.fetch.bind(window);
  let isMissing = false;
  let timer;
  const ask = (afterMs) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isMissing) document.querySelector('button[aria-label^="Re-fetch GraphQL schema"]')?.click();
    }, afterMs);
  };
  window.fetch = async (...request) => {
    const response = await send(...request);
    if (String(request[1]?.body ?? '').includes('__schema')) isMissing = !response.ok;
    else if (response.ok && isMissing) ask(0);
    return response;
  };
  for (const type of ['keyup', 'paste']) document.addEventListener(type, () => isMissing && ask(1000), true);
})();`;

function draw(): Page {
  const page = renderGraphiQL(options);
  const plain = Buffer.from(page.replace(opening, () => `${opening}${askForSchemaAgain}`));
  const zipped = gzipSync(plain);
  const tag = `"${createHash('sha256').update(zipped).digest('base64url').slice(0, 16)}"`;
  return { plain, zipped, tag, script: hashOfScript(plain) };
}

/** The beginning of the page's only script. */
const opening = '<script>';

/** The source of that script in the form of a content security policy. */
function hashOfScript(page: Buffer): string {
  const begin = page.indexOf(opening) + opening.length;
  const script = page.subarray(begin, page.indexOf('</script>', begin));
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

parentPort?.postMessage(draw());
