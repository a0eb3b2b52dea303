import type { AssistantPart } from '@penstock/providers';
import { expect, test } from 'vitest';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { withUncarried } from './uncarried.ts';

const image: AssistantPart = { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } };
const audio: AssistantPart = { type: 'audio', mediaType: 'audio/wav', source: { type: 'base64', data: 'AAAA' } };
const text: AssistantPart = { type: 'text', text: 'Here.' };
const answer = (...parts: AssistantPart[]) => sampleGeneration({ parts, modelId: 'a/served' });

test('supported parts change nothing', () => {
  const generation = answer(image, audio);
  expect(withUncarried(generation, ['image', 'audio'])).toBe(generation);
  expect(withUncarried(answer(text), []).warnings).toEqual([]);
});

test('an unsupported part beside a text or a supported part causes a warning', () => {
  expect(withUncarried(answer(text, image), []).warnings).toMatchObject([{ path: 'image', action: 'dropped' }]);
  expect(withUncarried(answer(image, audio), ['image']).warnings).toMatchObject([{ path: 'audio' }]);
});

test('an unsupported part alone is an error, also after reasoning', () => {
  const alone = answer({ type: 'reasoning', text: 'Well.' }, { type: 'text', text: '' }, audio);
  const message = 'a/served answered with audio only, which this endpoint cannot return: use /v1/chat/completions.';
  expect(() => withUncarried(alone, ['image'])).toThrow(expect.objectContaining({ code: 'INVALID_RESPONSE', message }));
});
