import { expect, it } from 'vitest';
import { toCallBilling, toTokenUsage } from './google-usage.ts';

it('subtracts cached tokens from the prompt, and adds thinking and the prompts of tools', () => {
  const usage = {
    promptTokenCount: 100,
    cachedContentTokenCount: 60,
    toolUsePromptTokenCount: 5,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 185,
    totalTokenCount: 310,
  };
  expect(toTokenUsage(usage)).toEqual({
    inputTokens: 45,
    cachedInputTokens: 60,
    cacheWriteTokens: 0,
    outputTokens: 20,
    reasoningTokens: 185,
  });
  expect(toTokenUsage({ promptTokenCount: 3 })).toMatchObject({ inputTokens: 3, outputTokens: 0, reasoningTokens: 0 });
});

it('counts hidden thinking, which only the total includes', () => {
  const usage = { promptTokenCount: 20, candidatesTokenCount: 198, totalTokenCount: 623 };
  expect(toTokenUsage(usage)).toMatchObject({ inputTokens: 20, outputTokens: 198, reasoningTokens: 405 });
  expect(toTokenUsage({ totalTokenCount: 623 })).toMatchObject({ inputTokens: 0, reasoningTokens: 0 });
});

it('counts audio and images separately, cached ones too', () => {
  const usage = {
    promptTokenCount: 1_000,
    cachedContentTokenCount: 300,
    candidatesTokenCount: 1_290,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 100 },
      { modality: 'AUDIO', tokenCount: 800 },
      { modality: 'IMAGE', tokenCount: 100 },
    ],
    cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 300 }],
    candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_290 }, null, { modality: 'TEXT' }],
  };
  expect(toTokenUsage(usage)).toMatchObject({
    audioInputTokens: 500,
    imageInputTokens: 100,
    audioCachedInputTokens: 300,
    imageOutputTokens: 1_290,
  });
  expect(toTokenUsage(usage)).not.toHaveProperty('audioOutputTokens');
});

it('reads the service tier', () => {
  expect(toCallBilling({ serviceTier: 'FLEX' })).toEqual({ serviceTier: 'flex' });
  expect(toCallBilling({ trafficType: 'ON_DEMAND_PRIORITY' })).toEqual({ serviceTier: 'priority' });
  expect(toCallBilling({ trafficType: 'PROVISIONED_THROUGHPUT' })).toEqual({ serviceTier: 'provisioned_throughput' });
  expect(toCallBilling({})).toBeNull();
});
