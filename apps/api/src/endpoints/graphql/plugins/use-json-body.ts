import type { IncomingMessage } from 'node:http';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { abortWhenLeft } from '../../../http/abort-when-left.ts';
import { readBody, readJsonBody, refuseLength, requireLength } from '../../../http/read-json-body.ts';
import type { HttpContext } from '../http-context.ts';
import { readUrlParams } from '../read-url-params.ts';
import { badInput, toTransportError } from '../transport-error.ts';

/** The most operations of one batch. Each has the limits of a single operation. */
export const mostBatched = 10;

/** The largest body that is not JSON, bytes. Its text is decoded in place, which takes ten times as long as JSON. */
const mostFormBytes = 1024 * 1024;

/**
 * Reads the body of an operation directly from Node's socket, up to `limitBytes`, and parses its JSON within our
 * bounds. For small bodies, which most requests have, web streams would cost ten times as much.
 */
export function useJsonBody(limitBytes: number): Plugin<object, HttpContext> {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      if (request.method === 'GET') {
        setRequestParser(() => readAddress(serverContext.req));
        return;
      }
      if (request.method !== 'POST') return;
      const contentType = request.headers.get('content-type') ?? '';
      if (/^application\/(graphql\+)?json\b/i.test(contentType)) {
        setRequestParser(() => readParams(serverContext, limitBytes));
        return;
      }
      // Yoga reads some other forms itself, without a bound, so such a body must state its length.
      const mostBytes = Math.min(limitBytes, mostFormBytes);
      try {
        requireLength(serverContext.req);
        refuseLength(serverContext.req, mostBytes);
      } catch (error) {
        throw toTransportError(error);
      }
      if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
        setRequestParser(() => readForm(serverContext.req, mostBytes));
      }
    },
  };
}

function readAddress({ url = '' }: IncomingMessage): GraphQLParams {
  const start = url.indexOf('?');
  try {
    return readUrlParams(start === -1 ? '' : url.slice(start + 1));
  } catch (error) {
    throw toTransportError(error);
  }
}

async function readForm(request: IncomingMessage, limitBytes: number): Promise<GraphQLParams> {
  try {
    return readUrlParams(await readBody(request, limitBytes));
  } catch (error) {
    throw toTransportError(error);
  }
}

async function readParams(context: HttpContext, limitBytes: number): Promise<GraphQLParams | GraphQLParams[]> {
  const { req, begun } = context;
  let body: unknown;
  try {
    body = await (begun?.body ?? readJsonBody(req, limitBytes));
  } catch (error) {
    throw toTransportError(error);
  }
  if (isOperation(body)) return body;
  if (!Array.isArray(body) || !body.every(isOperation)) {
    throw badInput('The body must be a JSON object with the member query, or a list of such objects.');
  }
  if (body.length === 0 || body.length > mostBatched) {
    throw badInput(`A batch may have 1 to ${mostBatched} operations, not ${body.length}.`);
  }
  context.isBatch = true;
  context.left = abortWhenLeft(context.res);
  return body;
}

function isOperation(value: unknown): value is GraphQLParams {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
