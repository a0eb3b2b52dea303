import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { HttpContext } from '../graphql-http.ts';
import { BodyError, readJsonBody, refuseLength, requireLength } from '../read-json-body.ts';

/**
 * Reads JSON bodies straight from Node's socket, up to `limitBytes`: the way through web streams costs ten times as much for
 * the small bodies that most requests have.
 */
export function useJsonBody(limitBytes: number): Plugin<object, HttpContext> {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      if (request.method !== 'POST') return;
      if (!/^application\/(graphql\+)?json\b/i.test(request.headers.get('content-type') ?? '')) {
        // The other forms that yoga reads are small by nature; what claims to be large is refused unread.
        try {
          requireLength(serverContext.req);
          refuseLength(serverContext.req, limitBytes);
        } catch (error) {
          throw toGraphqlError(error);
        }
        return;
      }
      setRequestParser(() => readParams(serverContext, limitBytes));
    },
  };
}

async function readParams({ req, begun }: HttpContext, limitBytes: number): Promise<GraphQLParams> {
  let body: unknown;
  try {
    body = await (begun?.body ?? readJsonBody(req, limitBytes));
  } catch (error) {
    throw toGraphqlError(error);
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  const message = 'The body must be a JSON object with the member query; batches of operations are not taken.';
  throw toGraphqlError(new BodyError(400, message));
}

function toGraphqlError(error: unknown): unknown {
  if (!(error instanceof BodyError)) return error;
  const { status, message } = error;
  const headers: Record<string, string> = status === 413 ? { connection: 'close' } : {};
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status, headers } } });
}
