import { expect, test } from 'vitest';
import { sampleAttempt, sampleRequest } from '../testing/sample-generation.ts';
import { operationAttributes, responseAttributes, settingAttributes, tokenSums } from './gen-ai.ts';

test.each([
  ['azure-openai', 'azure.ai.openai'],
  ['google', 'gcp.gemini'],
  ['openai', 'openai'],
  ['my-vllm', 'my-vllm'],
])('the provider %s is named %s', (providerId, name) => {
  const attributes = operationAttributes({ providerId, modelId: `${providerId}/meta/llama-3` }, sampleRequest());
  expect(attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': name,
    'gen_ai.request.model': 'meta/llama-3',
  });
});

test('cached tokens count as input and reasoning as output, and each is also reported separately', () => {
  const tokens = { inputTokens: 10, cachedInputTokens: 5, cacheWriteTokens: 3, outputTokens: 7, reasoningTokens: 2 };
  const attempt = { ...sampleAttempt(), tokens };
  expect(tokenSums(attempt)).toEqual({ input: 18, output: 9 });
  expect(responseAttributes(attempt)).toMatchObject({
    'gen_ai.usage.input_tokens': 18,
    'gen_ai.usage.output_tokens': 9,
    'gen_ai.usage.cache_read.input_tokens': 5,
    'gen_ai.usage.cache_creation.input_tokens': 3,
    'gen_ai.usage.reasoning.output_tokens': 2,
  });
});

test('only the settings of a request are reported', () => {
  expect(
    Object.keys(settingAttributes(sampleRequest())).filter((name) => !/^gen_ai\.(request|output)\./.test(name)),
  ).toEqual([]);
  expect(JSON.stringify(settingAttributes(sampleRequest()))).not.toContain('messages');
});
