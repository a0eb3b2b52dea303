import type { Adapter, EmbedRequest } from '@penstock/providers';
import { expect, test } from 'vitest';
import { callModel } from './call-model.ts';
import type { ModelCall } from './model-call.ts';

const signal = new AbortController().signal;

function adapterThat(embed: Adapter['embed']): Adapter {
  return {
    providerId: 'p',
    stream: () => {
      throw new Error('Only vectors are asked for.');
    },
    listModels: async () => [],
    ...(embed !== undefined && { embed }),
    close: async () => {},
  };
}

const request: EmbedRequest = { model: 'm', texts: ['one', 'two'], dimensions: 3, purpose: 'query' };
const call: ModelCall = { type: 'embedding', request };

test('an embedding goes to `embed`, and its answer is one batch with the vectors and the billed tokens', async () => {
  const asked: EmbedRequest[] = [];
  const adapter = adapterThat(async (each) => {
    asked.push(each);
    return { vectors: [[1], [2]], servedModel: 'm-1', inputTokens: 7 };
  });
  const batches = await Array.fromAsync(callModel(adapter, call, { signal }));
  expect(asked).toEqual([request]);
  expect(batches).toMatchObject([
    [
      { type: 'start', servedModel: 'm-1' },
      { type: 'vectors', vectors: [[1], [2]] },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 7, outputTokens: 0 } },
    ],
  ]);
});

test('tokens that a provider does not report are null, and are counted elsewhere', async () => {
  const adapter = adapterThat(async () => ({ vectors: [[1]], servedModel: null, inputTokens: null }));
  const [batch] = await Array.fromAsync(callModel(adapter, call, { signal }));
  expect(batch?.at(-1)).toMatchObject({ type: 'finish', usage: null });
});

test('a provider without such a call is a mistake of the caller', async () => {
  const asked = Array.fromAsync(callModel(adapterThat(undefined), call, { signal }));
  await expect(asked).rejects.toMatchObject({ kind: 'bad-request', message: 'p does not support embeddings.' });
});
