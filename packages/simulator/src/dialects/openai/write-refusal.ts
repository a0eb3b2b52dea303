import { createId } from '../../answer/create-id.ts';
import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; type: string; code: string | null };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': { status: 401, type: 'invalid_request_error', code: null },
  'wrong-key': { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
  'bad-request': { status: 400, type: 'invalid_request_error', code: null },
  'unknown-address': { status: 404, type: 'invalid_request_error', code: 'unknown_url' },
  'unknown-model': { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  'too-large': { status: 413, type: 'invalid_request_error', code: null },
  'rate-limit': { status: 429, type: 'requests', code: 'rate_limit_exceeded' },
  'quota-exhausted': { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
  'context-length': { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
  'content-filter': { status: 400, type: 'invalid_request_error', code: 'content_filter' },
  'prefill-refused': { status: 400, type: 'invalid_request_error', code: null },
  'server-error': { status: 500, type: 'server_error', code: null },
  unavailable: { status: 503, type: 'server_error', code: null },
  overloaded: { status: 503, type: 'server_error', code: 'overloaded' },
};

/** `{ "error": { message, type, param, code } }` with its status. */
export function writeOpenAiRefusal(refusal: Refusal): WrittenRefusal {
  const wait = refusal.retryAfterSeconds;
  return {
    status: shapes[refusal.kind].status,
    headers: {
      'x-request-id': createId('req_'),
      ...(wait === null
        ? {}
        : { 'retry-after': String(Math.ceil(wait)), 'retry-after-ms': String(Math.round(wait * 1000)) }),
    },
    body: JSON.stringify(openAiError(refusal)),
  };
}

export function openAiError(refusal: Refusal): unknown {
  const { type, code } = shapes[refusal.kind];
  return { error: { message: refusal.message, type, param: refusal.field, code } };
}
