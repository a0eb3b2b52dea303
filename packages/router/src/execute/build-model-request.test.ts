import { describe, expect, it } from 'vitest';
import { stageModel } from '../testing/stage-plan.ts';
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
  it('fits what was asked to the model and the place that serves it', () => {
    const model = stageModel('azure/gpt', { thinksFirst: true, takesSampling: false, maxOutputTokens: 1_000 });
    const place = { id: 'eu', providerId: 'azure', upstreamName: 'my-gpt', weight: 1 };
    expect(buildModelRequest(template, model, place)).toEqual({
      ...template,
      model: 'my-gpt',
      maxOutputTokens: 1_000,
      prefill: null,
      traits: { thinksFirst: true, sampling: false, fallbackMaxOutputTokens: 1_000 },
    });
  });

  it('leaves the limit of the answer to the model where the caller named none', () => {
    const model = stageModel('a/one');
    const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
    expect(buildModelRequest({ ...template, maxOutputTokens: null }, model, place).maxOutputTokens).toBeNull();
  });
});
