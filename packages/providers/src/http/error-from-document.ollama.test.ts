import { expect, it } from 'vitest';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { errorFromEvent, errorFromFailure } from './error-from-document.ts';

const context = { providerId: 'ollama', model: 'llama3', secrets: [], hasPrefill: false };

it.each<[number, string, ProviderErrorKind]>([
  [404, "model 'llama9' not found, try pulling it first", 'model-not-found'],
  [400, 'registry.ollama.ai/library/llama3 does not support tools', 'bad-request'],
  [400, 'the input length exceeds the context length', 'context-length'],
  [401, 'unauthorized', 'authentication'],
  [500, 'llama runner process has terminated: exit status 2', 'server-error'],
  [503, 'server busy, please try again. maximum pending requests exceeded', 'overloaded'],
])('%i %s', (status, error, kind) => {
  expect(errorFromFailure({ status, headers: {}, body: JSON.stringify({ error }) }, context)).toMatchObject({
    kind,
    status,
  });
});

it('reads a body that is not JSON, and errors within an answer', () => {
  expect(errorFromFailure({ status: 502, headers: {}, body: 'bad gateway' }, context).kind).toBe('server-error');
  expect(errorFromEvent({ error: 'server busy, please try again.' }, context)).toMatchObject({
    kind: 'overloaded',
    status: null,
  });
  expect(errorFromEvent({ error: 'an unknown error was encountered' }, context).kind).toBe('server-error');
});
