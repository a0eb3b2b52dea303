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
      request: {
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
      },
      warnings: [
        {
          path: 'maxOutputTokens',
          action: 'clamped',
          message: 'azure/gpt may write at most 1000 tokens; this limit was sent instead of 4000.',
        },
      ],
    });
  });

  it('states the caching of prompts if the policy does', () => {
    const model = buildModel('a/one', { promptCache: { minTokens: 2_048, ttlS: 3600 } });
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    const { request } = buildModelRequest(template, 20, model, place);
    expect(request.promptCache).toEqual({ mode: 'auto', ttl: 'long' });
    expect(request.traits.cacheMinTokens).toBe(2_048);
    const own = { mode: 'off', ttl: 'short' } as const;
    expect(buildModelRequest({ ...template, promptCache: own }, 20, model, place).request.promptCache).toBe(own);
  });

  it('leaves the limit of the answer to the model if the caller set none', () => {
    const model = buildModel('a/one');
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    expect(
      buildModelRequest({ ...template, maxOutputTokens: null }, 20, model, place).request.maxOutputTokens,
    ).toBeNull();
  });

  it.each([
    ['an effort that it has', ['low', 'high'], 'high', { effort: 'high', asWritten: { reasoning_effort: 'high' } }, []],
    ['the nearest effort', ['low', 'high'], 'max', { effort: 'high' }, ['clamped']],
    ['no effort where it has none', [], 'low', undefined, ['dropped']],
    ['no effort where it has none and none was asked for', [], 'none', undefined, []],
  ] as const)('asks a model for %s', (_, efforts, effort, expected, actions) => {
    const reasoning = { effort, asWritten: { reasoning_effort: effort } };
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    const asked = { ...template, maxOutputTokens: null, settings: { reasoning, topK: 5 } };
    const { request, warnings } = buildModelRequest(asked, 20, buildModel('a/one', { efforts }), place);
    expect(request.settings).toEqual({ topK: 5, ...(expected && { reasoning: expected }) });
    expect(warnings.map(({ action }) => action)).toEqual(actions);
  });

  it.each([
    ['as the plan allows, though the caller named no limit', null, 500, 500, 0],
    ['as the caller requests, within the limit of the plan', 300, 500, 300, 0],
    ['as the plan allows, where the caller asks for more', 900, 500, 500, 1],
    ['as the model is able to, where the plan allows more', null, 9_000, 4_096, 0],
  ])('limits an answer %s', (_, maxOutputTokens, most, expected, warned) => {
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    const model = buildModel('a/one', { maxOutputTokens: 4_096 });
    const { request, warnings } = buildModelRequest({ ...template, maxOutputTokens }, 20, model, place, most);
    expect(request.maxOutputTokens).toBe(expected);
    expect(warnings).toHaveLength(warned);
  });

  it("adds the policy's members of the body", () => {
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1, extraBody: { top_k: 3 } };
    expect(buildModelRequest(template, 20, buildModel('a/one'), place).request.extraBody).toEqual({ top_k: 3 });
    const byResponses = { ...place, api: 'responses' as const };
    expect(buildModelRequest(template, 20, buildModel('a/one'), byResponses).request.traits.api).toBe('responses');
  });

  it.each([
    ['the model can say all that it is able to', 1_000, 4_096],
    ['the window has room for less', 6_000, 1_592],
    ['the prompt fills the window, and the provider will say so', 8_000, 256],
  ])('sets a limit for dialects that require it: %s', (_, inputTokens, expected) => {
    const model = buildModel('a/one', { contextWindow: 8_192, maxOutputTokens: 4_096 });
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    const unlimited = { ...template, maxOutputTokens: null };
    expect(buildModelRequest(unlimited, inputTokens, model, place).request.traits.fallbackMaxOutputTokens).toBe(
      expected,
    );
  });
});
