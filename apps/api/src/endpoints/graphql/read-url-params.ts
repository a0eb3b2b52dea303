import type { GraphQLParams } from 'graphql-yoga';
import { ServiceError } from '../../errors/service-error.ts';
import { JsonBoundsError, parseJsonText } from '../../json/json-bounds.ts';

/** The most parameters of one URL or form. An operation has four. Each parameter uses memory before it is checked. */
const mostParameters = 100;

/**
 * Reads an operation from the query string of a URL or from the body of a form. Both may hold JSON, which has the
 * bounds of a body. Throws a `ServiceError`.
 */
export function readUrlParams(text: string): GraphQLParams {
  if (hasMore(text, '&', mostParameters - 1)) {
    throw new ServiceError('BAD_USER_INPUT', `An operation may have at most ${mostParameters} parameters.`);
  }
  const params = new URLSearchParams(text);
  const query = params.get('query') || undefined;
  const operationName = params.get('operationName') || undefined;
  const variables = readObject(params, 'variables');
  const extensions = readObject(params, 'extensions');
  return {
    ...(query !== undefined && { query }),
    ...(operationName !== undefined && { operationName }),
    ...(variables !== undefined && { variables }),
    ...(extensions !== undefined && { extensions }),
  };
}

function readObject(params: URLSearchParams, name: string): Record<string, unknown> | undefined {
  const text = params.get(name);
  if (text === null || text === '') return undefined;
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonBoundsError)
      throw new ServiceError('BAD_USER_INPUT', `The parameter ${name} ${error.message}.`);
    throw new ServiceError('BAD_USER_INPUT', `The parameter ${name} is not valid JSON.`);
  }
  if (value === null) return undefined;
  if (isRecord(value)) return value;
  throw new ServiceError('BAD_USER_INPUT', `The parameter ${name} must be a JSON object.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a text contains a character more than `most` times. */
function hasMore(text: string, character: string, most: number): boolean {
  let at = -1;
  for (let count = 0; count <= most; count++) {
    at = text.indexOf(character, at + 1);
    if (at === -1) return false;
  }
  return true;
}
