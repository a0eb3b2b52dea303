import { createId } from '../../answer/random.ts';
import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; type: string; code: string | null; message: string };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': { status: 401, type: 'invalid_request_error', code: null, message: "You didn't provide an API key." },
  'wrong-key': {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
  },
  'bad-request': { status: 400, type: 'invalid_request_error', code: null, message: 'Invalid request.' },
  'unknown-address': {
    status: 404,
    type: 'invalid_request_error',
    code: 'unknown_url',
    message: 'Unknown request URL. Please check the URL for typos.',
  },
  'unknown-model': {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model does not exist or you do not have access to it.',
  },
  'too-large': { status: 413, type: 'invalid_request_error', code: null, message: 'The request is too large.' },
  'rate-limit': {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for requests. Limit: 3 / min. Please slow down and try again later.',
  },
  'quota-exhausted': {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  'context-length': {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    message:
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.",
  },
  'content-filter': {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_filter',
    message:
      'The response was filtered due to the prompt triggering the content management policy. Please modify your prompt and retry.',
  },
  'prefill-refused': {
    status: 400,
    type: 'invalid_request_error',
    code: null,
    message: 'Expected last role User or Tool for serving but got assistant',
  },
  'server-error': {
    status: 500,
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  unavailable: {
    status: 503,
    type: 'server_error',
    code: null,
    message: 'Service Unavailable. The engine is currently unavailable, please try again later.',
  },
  overloaded: {
    status: 503,
    type: 'server_error',
    code: 'overloaded',
    message: 'That model is currently overloaded with other requests. You can retry your request.',
  },
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
  const { type, code, message } = shapes[refusal.kind];
  return { error: { message: refusal.message || message, type, param: refusal.field, code } };
}
