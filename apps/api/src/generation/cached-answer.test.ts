import type { AssistantPart } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { askedFor } from '../testing/stage-tools.ts';
import { replayAnswer, toCachedAnswer } from './cached-answer.ts';
import { LiveGeneration } from './live-generation.ts';

const state = { providerId: 'openai', dialect: 'openai', value: 'opaque' } as unknown as AssistantPart['state'] & {};
const { catalog } = sampleRules();
const parts: AssistantPart[] = [
  { type: 'reasoning', text: 'Hm.', state },
  { type: 'reasoning', text: '', state },
  { type: 'text', text: 'Four.' },
  { type: 'text', text: 'Yes.' },
];

describe('an answer for the cache', () => {
  it('is complete, and plain data', () => {
    const answer = toCachedAnswer(sampleGeneration({ parts, json: { sum: 4 } }), catalog);
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      modelId: 'openai/gpt-4o-mini',
      providerId: 'openai',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      parts,
      json: { sum: 4 },
    });
  });

  it.each([
    ['failed', { status: 'FAILED' }],
    ['was cancelled', { status: 'CANCELLED' }],
    ['was cut by its limit', { finishReason: 'length' }],
    ['was cut for its content', { finishReason: 'content-filter' }],
    ['calls a tool', { finishReason: 'tool-calls' }],
    ['calls a tool and says that it stopped', { parts: [{ type: 'tool-call', id: 'c', name: 'n', arguments: '{}' }] }],
    ['refuses', { parts: [{ type: 'text', text: 'No.', isRefusal: true }] }],
    ['holds an image', { parts: [{ type: 'image', image: { type: 'url', url: 'https://a.example/b.png' } }] }],
    ['is from another model than the requested one', { request: sampleRequest({ model: 'openai/other' }) }],
    ['is from a fallback', { attempts: [sampleAttempt({ modelId: 'openai/other' }), sampleAttempt()] }],
    [
      'came with a warning',
      { attempts: [sampleAttempt({ warnings: [{ path: 'temperature', action: 'dropped', message: 'm' }] })] },
    ],
  ] as const)('is null if it %s', (_, changes) => {
    expect(toCachedAnswer(sampleGeneration(changes as never), catalog)).toBeNull();
  });

  it('is replayed as a stream, with the same parts at the end', async () => {
    const providerMetadata = { citations: ['https://a.example'] };
    const answer = toCachedAnswer(sampleGeneration({ parts, json: { sum: 4 }, providerMetadata }), catalog);
    if (answer === null) throw new Error('It is kept.');
    const live = new LiveGeneration({
      ...askedFor(),
      plan: sampleGeneration().plan,
      inputTokens: 7,
      spending: null,
      cacheStatus: 'HIT',
    });
    replayAnswer(answer, live, 3);
    live.log.end();
    const events = await Array.fromAsync(live.log.read(0));
    expect(events).toMatchObject([
      { type: 'reasoning-delta', text: 'Hm.' },
      {
        type: 'text-delta',
        text: 'Four.',
        ended: [
          { type: 'reasoning', state },
          { type: 'reasoning', state },
        ],
      },
      { type: 'text-delta', text: 'Yes.', ended: [{ type: 'text' }] },
    ]);
    expect(live.snapshot()).toMatchObject({
      ...answer,
      text: 'Four.Yes.',
      reasoning: 'Hm.',
      firstTokenMs: 3,
      cacheStatus: 'HIT',
      attempts: [],
      cost: { totalUsd: 0 },
      tokens: { inputTokens: 0, outputTokens: 0 },
    });
  });
});
