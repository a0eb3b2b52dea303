import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { HttpContext } from '../graphql-http.ts';

const limitBytes = 20 * 1024 * 1024;

/**
 * Reads JSON bodies straight from Node's socket, up to 20 MB: the way through web streams costs ten times as much for
 * the small bodies that most requests have.
 */
export function useJsonBody(): Plugin<object, HttpContext> {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      if (request.method !== 'POST') return;
      if (!/^application\/(graphql\+)?json\b/i.test(request.headers.get('content-type') ?? '')) {
        // The other forms that yoga reads are small by nature; what claims to be large is refused unread.
        refuseLength(serverContext.req);
        return;
      }
      setRequestParser(() => readParams(serverContext.req));
    },
  };
}

async function readParams(request: IncomingMessage): Promise<GraphQLParams> {
  const body = parseJson(await readBody(request));
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw badBody('The body must be a JSON object with the member query; batches of operations are not taken.', 400);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badBody(`The body is not valid JSON: ${error instanceof Error ? error.message : error}.`, 400);
  }
}

function readBody(request: IncomingMessage): Promise<string> {
  refuseLength(request);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
    else reject(tooLarge());
  });
  request.once('end', () => {
    const [only] = chunks;
    resolve((chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)).toString('utf8'));
  });
  const breakOff = () => {
    if (!request.complete) reject(badBody('The body broke off.', 400));
  };
  request.once('close', breakOff);
  request.once('error', breakOff);
  return promise;
}

function refuseLength(request: IncomingMessage): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge();
}

/** What is still to come of the body is not waited for: the connection ends with the answer. */
function tooLarge(): GraphQLError {
  return badBody(`The body is larger than ${limitBytes / 1024 / 1024} MB.`, 413, { connection: 'close' });
}

function badBody(message: string, status: number, headers: Record<string, string> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status, headers } } });
}
