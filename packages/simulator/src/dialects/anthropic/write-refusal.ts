import { createId } from '../../answer/create-id.ts';
import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; type: string };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': { status: 401, type: 'authentication_error' },
  'wrong-key': { status: 401, type: 'authentication_error' },
  'bad-request': { status: 400, type: 'invalid_request_error' },
  'unknown-address': { status: 404, type: 'not_found_error' },
  'unknown-model': { status: 404, type: 'not_found_error' },
  'too-large': { status: 413, type: 'request_too_large' },
  'rate-limit': { status: 429, type: 'rate_limit_error' },
  'quota-exhausted': { status: 400, type: 'invalid_request_error' },
  'context-length': { status: 400, type: 'invalid_request_error' },
  'content-filter': { status: 400, type: 'invalid_request_error' },
  'prefill-refused': { status: 400, type: 'invalid_request_error' },
  'server-error': { status: 500, type: 'api_error' },
  unavailable: { status: 503, type: 'api_error' },
  overloaded: { status: 529, type: 'overloaded_error' },
};

/** `{ "type": "error", "error": { type, message } }` with its status. */
export function writeAnthropicRefusal(refusal: Refusal): WrittenRefusal {
  const wait = refusal.retryAfterSeconds;
  return {
    status: shapes[refusal.kind].status,
    headers: { 'request-id': createId('req_'), ...(wait === null ? {} : { 'retry-after': String(Math.ceil(wait)) }) },
    body: JSON.stringify(anthropicError(refusal)),
  };
}

export function anthropicError(refusal: Refusal): unknown {
  return { type: 'error', error: { type: shapes[refusal.kind].type, message: refusal.message } };
}
