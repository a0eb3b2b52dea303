import { collectStream } from '@penstock/providers';
import { describeConformance, openAiTurn, openAiWire } from '@penstock/providers/conformance';
import { modelRequest, providerSettings, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { startSimulator } from '@penstock/simulator';
import { expect, test } from 'vitest';
import { cerebras } from './cerebras.ts';

describeConformance({
  name: 'cerebras',
  dialect: 'openai',
  // Cerebras refuses unknown members.
  turn: { ...openAiTurn, ownReasoning: null },
  wire: openAiWire,
  startUpstream: async () => {
    const { baseUrl, requests, openStreams, close } = await startSimulator({
      pace: { firstTokenMs: 1, tokensPerSecond: 2_000 },
    });
    return { baseUrl: baseUrl('openai'), requests, openStreams, close };
  },
  createAdapter: (difference) => cerebras.createAdapter(providerSettings(difference)),
  exceptions: {
    embeddings: 'Cerebras has none.',
    prefill: 'Cerebras does not say that it goes on from an assistant message.',
  },
});

test("is found by its key, and called at Cerebras's address by default", () => {
  expect(cerebras).toMatchObject({
    environment: { apiKey: 'CEREBRAS_API_KEY', baseUrl: 'CEREBRAS_BASE_URL' },
    defaultBaseUrl: 'https://api.cerebras.ai/v1',
    needsKey: true,
  });
  expect(() => cerebras.createAdapter(providerSettings({ baseUrl: null }))).not.toThrow();
});

test('receives the output limit under its own name', async () => {
  const upstream = await startLocalUpstream((_, response) =>
    sendEvents(response, [{ choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] }, '[DONE]']),
  );
  const adapter = cerebras.createAdapter(providerSettings({ baseUrl: upstream.url }));
  const { signal } = new AbortController();
  const answer = await collectStream(adapter.stream(modelRequest({ maxOutputTokens: 7 }), { signal }));
  await adapter.close();
  await upstream.close();
  expect(answer.text).toBe('Hi');
  expect(upstream.requests[0]?.body).toMatchObject({ max_completion_tokens: 7 });
  expect(upstream.requests[0]?.body).not.toHaveProperty('max_tokens');
});
