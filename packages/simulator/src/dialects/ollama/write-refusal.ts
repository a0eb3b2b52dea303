import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; message: string };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': { status: 401, message: 'unauthorized' },
  'wrong-key': { status: 401, message: 'unauthorized' },
  'bad-request': { status: 400, message: 'invalid request' },
  'unknown-address': { status: 404, message: '404 page not found' },
  'unknown-model': { status: 404, message: 'model not found, try pulling it first' },
  'too-large': { status: 413, message: 'request body too large' },
  'rate-limit': { status: 429, message: 'too many requests' },
  'quota-exhausted': { status: 402, message: 'usage limit reached, upgrade for higher limits' },
  'context-length': { status: 400, message: 'the input length exceeds the context length' },
  'content-filter': { status: 400, message: 'the prompt was blocked by the content filter' },
  'prefill-refused': { status: 400, message: 'the last message must not be from the assistant' },
  'server-error': { status: 500, message: 'llama runner process has terminated: exit status 2' },
  unavailable: { status: 503, message: 'server busy, please try again. maximum pending requests exceeded' },
  overloaded: { status: 503, message: 'server busy, please try again. maximum pending requests exceeded' },
};

/** `{ "error": "…" }` with its status. */
export function writeOllamaRefusal(refusal: Refusal): WrittenRefusal {
  const wait = refusal.retryAfterSeconds;
  return {
    status: shapes[refusal.kind].status,
    headers: wait === null ? {} : { 'retry-after': String(Math.ceil(wait)) },
    body: JSON.stringify({ error: ollamaMessage(refusal) }),
  };
}

/** The refusal's own message, else Ollama’s usual message. */
export function ollamaMessage(refusal: Refusal): string {
  return refusal.message || shapes[refusal.kind].message;
}
