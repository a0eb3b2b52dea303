import { randomUUID } from 'node:crypto';
import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; message: string };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': { status: 401, message: 'no api key supplied' },
  'wrong-key': { status: 401, message: 'invalid api token' },
  'bad-request': { status: 400, message: 'invalid request' },
  'unknown-address': { status: 404, message: '404 page not found' },
  'unknown-model': {
    status: 404,
    message: 'model not found, make sure the correct model ID was used and that you have access to the model.',
  },
  'too-large': { status: 413, message: 'request body too large' },
  'rate-limit': {
    status: 429,
    message:
      'You are using a Trial key, which is limited to 10 API calls / minute. You can continue to use the Trial key for free or upgrade to a Production key with higher rate limits.',
  },
  'quota-exhausted': {
    status: 402,
    message: 'Please add or update your payment method at https://dashboard.cohere.com/billing?tab=payment to continue',
  },
  'context-length': {
    status: 400,
    message:
      'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292. Try using a shorter prompt, or enabling prompt truncating.',
  },
  'content-filter': { status: 400, message: 'blocked input: please adjust your prompt and try again.' },
  'prefill-refused': { status: 400, message: 'invalid request: the last message must be a user or tool message' },
  'server-error': { status: 500, message: 'internal server error, this has been reported to our developers.' },
  unavailable: { status: 503, message: 'service unavailable' },
  overloaded: { status: 503, message: 'the model is overloaded, please try again later' },
};

/** `{ "id", "message" }` with its status. */
export function writeCohereRefusal(refusal: Refusal): WrittenRefusal {
  const wait = refusal.retryAfterSeconds;
  return {
    status: shapes[refusal.kind].status,
    headers: wait === null ? {} : { 'retry-after': String(Math.ceil(wait)) },
    body: JSON.stringify({ id: randomUUID(), message: cohereMessage(refusal) }),
  };
}

/** The refusal's own message, else Cohere’s usual message. */
export function cohereMessage(refusal: Refusal): string {
  return refusal.message || shapes[refusal.kind].message;
}
