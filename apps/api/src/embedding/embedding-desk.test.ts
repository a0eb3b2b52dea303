import type { Adapter, EmbedRequest, ModelRequest } from '@penstock/providers';
import { expect, test } from 'vitest';
import { EmbeddingDesk, messagesOf } from './embedding-desk.ts';

const signal = new AbortController().signal;

function adapterThat(embed: Adapter['embed']): Adapter {
  return {
    providerId: 'p',
    stream: () => {
      throw new Error('Nobody asked for text.');
    },
    listModels: async () => ['m'],
    ...(embed !== undefined && { embed }),
    close: async () => {},
  };
}

function requestOf(messages: ModelRequest['messages']): ModelRequest {
  return {
    model: 'm',
    messages,
    tools: [],
    toolChoice: null,
    responseFormat: { type: 'text' },
    temperature: null,
    topP: null,
    maxOutputTokens: 1,
    stop: [],
    seed: null,
    prefill: null,
    traits: { thinksFirst: false, sampling: true, fallbackMaxOutputTokens: 1 },
  };
}

test('a call leaves its vectors at the desk, and says what was billed', async () => {
  const asked: EmbedRequest[] = [];
  const desk = new EmbeddingDesk();
  const adapter = desk.adapterOf(
    adapterThat(async (request) => {
      asked.push(request);
      return { vectors: [[1], [2]], servedModel: 'm-1', inputTokens: 7 };
    }),
  );
  const messages = messagesOf(['one', 'two']);
  desk.open(messages, { dimensions: 3, purpose: 'query' });
  const events = (await Array.fromAsync(adapter.stream(requestOf(messages), { signal }))).flat();
  expect(asked).toEqual([{ model: 'm', texts: ['one', 'two'], dimensions: 3, purpose: 'query' }]);
  expect(events).toMatchObject([
    { type: 'start', servedModel: 'm-1' },
    { type: 'finish', usage: { inputTokens: 7, outputTokens: 0 } },
  ]);
  expect(desk.take(messages)).toEqual([[1], [2]]);
  expect(desk.take(messagesOf(['one', 'two']))).toBeNull();
});

test('where a provider reports no tokens, they are counted', async () => {
  const desk = new EmbeddingDesk();
  const adapter = desk.adapterOf(adapterThat(async () => ({ vectors: [[1]], servedModel: null, inputTokens: null })));
  const messages = messagesOf(['a river and a gate']);
  desk.open(messages, { dimensions: null, purpose: null });
  const events = (await Array.fromAsync(adapter.stream(requestOf(messages), { signal }))).flat();
  const finish = events.at(-1);
  expect(finish?.type === 'finish' ? finish.usage?.inputTokens : null).toBeGreaterThan(3);
});

test('a provider without such a call is the caller’s mistake, and its other calls are passed on', async () => {
  const desk = new EmbeddingDesk();
  const adapter = desk.adapterOf(adapterThat(undefined));
  const messages = messagesOf(['x']);
  desk.open(messages, { dimensions: null, purpose: null });
  const asked = Array.fromAsync(adapter.stream(requestOf(messages), { signal }));
  await expect(asked).rejects.toMatchObject({ kind: 'bad-request', message: 'p has no call for embeddings.' });
  expect(await adapter.listModels({ signal })).toEqual(['m']);
  await adapter.close();
});
