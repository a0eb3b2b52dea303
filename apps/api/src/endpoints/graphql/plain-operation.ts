import type { IncomingMessage } from 'node:http';
import { type DocumentNode, type ExecutionResult, getOperationAST, OperationTypeNode } from 'graphql';
import type { GraphqlContext } from '../../graphql/context.ts';
import type { GraphqlEngine } from '../../graphql/execution/engine.ts';
import type { Services } from '../../graphql/services.ts';
import type { ToGraphqlError } from '../../graphql/to-graphql-error.ts';
import { abortWhenLeft } from '../../http/abort-when-left.ts';
import { addressOf } from '../../http/address-of.ts';
import { type Exchange, viewerOf } from '../../http/endpoint.ts';
import { readAttributionHeaders } from '../../http/read-attribution.ts';
import { readJsonBody } from '../../http/read-json-body.ts';

/** The work on a request before it had to take the general path. */
export type Begun = {
  /** The body, which can be read only once. */
  body: Promise<unknown>;
  /** The result, if the operation has run already. */
  result?: ExecutionResult;
};

export type PlainOperationTools = {
  engine: GraphqlEngine;
  services: Services;
  toError: ToGraphqlError;
  /** The largest body, bytes. */
  bodyBytes: number;
  /** Answers all other requests. */
  answerOther(exchange: Exchange, begun: Begun | null): Promise<void>;
};

type PlainParams = { document: DocumentNode; variables: Record<string, unknown> | undefined; operationName?: string };

/**
 * The fast path for nearly every call: a successful query or mutation as a JSON POST from a program. It avoids the
 * request and response objects, hooks and promises of the general path. These cost more than the rest of a `generate`
 * together (docs/performance.md). All other requests, failures included, take the general path, so that one place has
 * the rules of GraphQL over HTTP. The fast path is behind the same gate, and uses the same engine.
 */
export function createPlainOperations(tools: PlainOperationTools): (exchange: Exchange) => Promise<void> {
  return (exchange) => {
    const { request } = exchange;
    const contentType = isPlain(request) ? contentTypeFor(request.headers.accept) : null;
    return contentType === null ? tools.answerOther(exchange, null) : answer(tools, exchange, contentType);
  };
}

async function answer(tools: PlainOperationTools, exchange: Exchange, contentType: string): Promise<void> {
  const { request, response, requestId } = exchange;
  const body = readJsonBody(request, tools.bodyBytes);
  let params: PlainParams | null = null;
  try {
    params = readParams(await body, tools.engine);
  } catch {
    // The general path reports the error.
  }
  if (params === null) return tools.answerOther(exchange, { body });
  const contextValue: GraphqlContext = {
    viewer: viewerOf(exchange),
    services: tools.services,
    requestId,
    readAddress: () => addressOf(request),
    attribution: readAttributionHeaders(request.headers),
    signal: abortWhenLeft(response),
  };
  const { document, variables: variableValues, operationName } = params;
  const { engine, toError } = tools;
  let result: ExecutionResult;
  try {
    result = await engine.execute({ schema: engine.schema, document, variableValues, operationName, contextValue });
  } catch (error) {
    result = { errors: [toError(error, requestId)] };
  }
  if (result.errors !== undefined || result.extensions !== undefined) {
    return tools.answerOther(exchange, { body, result });
  }
  const text = JSON.stringify(result);
  response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** A page of another origin needs further headers, and a query string may hold an operation. */
function isPlain({ method, url, headers }: IncomingMessage): boolean {
  const { origin, 'content-type': contentType } = headers;
  return (
    method === 'POST' &&
    url === '/graphql' &&
    origin === undefined &&
    contentType !== undefined &&
    /^application\/json\s*(;\s*charset=utf-8)?$/i.test(contentType)
  );
}

/** The first content type in `accept` that is supported, as on the general path; null if none is. */
function contentTypeFor(accept = '*/*'): string | null {
  if (accept.includes('charset')) return null;
  for (const range of accept.split(',')) {
    const mediaType = range.split(';', 1)[0]?.trim() ?? '';
    if (mediaType === 'application/graphql-response+json') return graphqlResponse;
    if (mediaType === 'application/json' || mediaType === 'application/*' || mediaType === '*/*') return json;
  }
  return null;
}

const json = 'application/json; charset=utf-8';
const graphqlResponse = 'application/graphql-response+json; charset=utf-8';

/** Null if the body needs the general path: it has other members, an invalid operation, or a subscription. */
function readParams(body: unknown, { documents }: GraphqlEngine): PlainParams | null {
  if (typeof body !== 'object' || body === null) return null;
  const { query, variables, operationName, extensions, ...others } = body as Partial<Record<string, unknown>>;
  if (typeof query !== 'string' || extensions !== undefined || Object.keys(others).length > 0) return null;
  if (variables != null && !isRecord(variables)) return null;
  if (operationName != null && typeof operationName !== 'string') return null;
  const document = documents.parse(query);
  if (documents.validate(document).length > 0) return null;
  const operation = getOperationAST(document, operationName);
  if (operation == null || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  return { document, variables: variables ?? undefined, ...(operationName == null ? {} : { operationName }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
