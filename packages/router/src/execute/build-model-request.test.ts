import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { buildModelRequest, type RequestTemplate } from './build-model-request.ts';

const template: RequestTemplate = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  tools: [],
  toolChoice: null,
  responseFormat: { type: 'json' },
  temperature: 0.2,
  topP: null,
  maxOutputTokens: 4_000,
  stop: ['END'],
  seed: 7,
};

describe('buildModelRequest', () => {
  it('fits the request to the model and its deployment', () => {
    const model = buildModel('azure/gpt', { thinksFirst: true, takesSampling: false, maxOutputTokens: 1_000 });
    const place = { id: 'eu', providerId: 'azure', upstreamName: 'my-gpt', weight: 1 };
    expect(buildModelRequest(template, 20, model, place)).toEqual({
      ...template,
      model: 'my-gpt',
      maxOutputTokens: 1_000,
      prefill: null,
      traits: {
        thinksFirst: true,
        sampling: false,
        fallbackMaxOutputTokens: 1_000,
        contextWindow: model.contextWindow,
        inputTokens: 20,
      },
    });
  });

  it('tells how prompts are cached, where the policy does', () => {
    const model = buildModel('a/one', { promptCache: { minTokens: 2_048, ttlS: 3600 } });
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    const request = buildModelRequest(template, 20, model, place);
    expect(request.promptCache).toEqual({ mode: 'auto', ttl: 'long' });
    expect(request.traits.cacheMinTokens).toBe(2_048);
    const own = { mode: 'off', ttl: 'short' } as const;
    expect(buildModelRequest({ ...template, promptCache: own }, 20, model, place).promptCache).toBe(own);
  });

  it('leaves the limit of the answer to the model where the caller named none', () => {
    const model = buildModel('a/one');
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    expect(buildModelRequest({ ...template, maxOutputTokens: null }, 20, model, place).maxOutputTokens).toBeNull();
  });

  it.each([
    ['the model can say all that it is able to', 1_000, 4_096],
    ['the window has room for less', 6_000, 1_592],
    ['the prompt fills the window, and the provider will say so', 8_000, 256],
  ])('names a limit for dialects that need one: %s', (_, inputTokens, expected) => {
    const model = buildModel('a/one', { contextWindow: 8_192, maxOutputTokens: 4_096 });
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    const unlimited = { ...template, maxOutputTokens: null };
    expect(buildModelRequest(unlimited, inputTokens, model, place).traits.fallbackMaxOutputTokens).toBe(expected);
  });
});
