import { createId } from '../../answer/random.ts';
import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; type: string; message: string };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': { status: 401, type: 'authentication_error', message: 'x-api-key header is required' },
  'wrong-key': { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  'bad-request': { status: 400, type: 'invalid_request_error', message: 'Invalid request' },
  'unknown-address': { status: 404, type: 'not_found_error', message: 'Not found' },
  'unknown-model': { status: 404, type: 'not_found_error', message: 'model not found' },
  'too-large': { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
  'rate-limit': {
    status: 429,
    type: 'rate_limit_error',
    message:
      "This request would exceed your organization's rate limit. Please reduce the prompt length or the maximum tokens requested, or try again later.",
  },
  'quota-exhausted': {
    status: 400,
    type: 'invalid_request_error',
    message:
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  },
  'context-length': {
    status: 400,
    type: 'invalid_request_error',
    message: 'prompt is too long: 200001 tokens > 200000 maximum',
  },
  'content-filter': {
    status: 400,
    type: 'invalid_request_error',
    message: 'Output blocked by content filtering policy',
  },
  'prefill-refused': {
    status: 400,
    type: 'invalid_request_error',
    message: 'This model does not support assistant message prefill. The conversation must end with a user message.',
  },
  'server-error': { status: 500, type: 'api_error', message: 'Internal server error' },
  unavailable: { status: 503, type: 'api_error', message: 'Service unavailable' },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
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
  return {
    type: 'error',
    error: { type: shapes[refusal.kind].type, message: refusal.message || shapes[refusal.kind].message },
  };
}
