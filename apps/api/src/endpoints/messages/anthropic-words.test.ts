import { describe, expect, test } from 'vitest';
import type { Generation, SettledAttempt } from '../../generation/generation.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { answerFacts, toMessagesUsage, toStopReason } from './anthropic-words.ts';

const call = { id: 'c', name: 'look', arguments: '{}' };
const ended = (changes: Partial<Generation>): Generation => ({
  ...sampleGeneration(),
  rawFinishReason: null,
  ...changes,
});

describe('the stop reason', () => {
  test.each<[string, Partial<Generation>]>([
    ['end_turn', { finishReason: 'stop' }],
    ['max_tokens', { finishReason: 'length' }],
    ['tool_use', { finishReason: 'tool-calls', toolCalls: [call] }],
    ['refusal', { finishReason: 'content-filter' }],
    ['refusal', { finishReason: 'stop', parts: [{ type: 'text', text: 'No.', isRefusal: true }] }],
    ['end_turn', { finishReason: 'unknown', rawFinishReason: 'odd' }],
    ['pause_turn', { finishReason: 'unknown', rawFinishReason: 'pause_turn' }],
    ['stop_sequence', { finishReason: 'stop', rawFinishReason: 'stop_sequence' }],
    ['end_turn', { finishReason: 'stop', rawFinishReason: 'tool_use', toolCalls: [] }],
  ])('is %s', (word, changes) => {
    expect(toStopReason(ended(changes))).toBe(word);
  });
});

describe('the facts of an answer', () => {
  const attempt = (changes: Partial<SettledAttempt>): readonly SettledAttempt[] =>
    sampleGeneration().attempts.map((one) => ({ ...one, outcome: 'succeeded', ...changes }));

  test('are passed on unchanged', () => {
    const providerMetadata = { stop_sequence: 'END', container: { id: 'c1' } };
    expect(answerFacts({ providerMetadata })).toEqual({ stop_sequence: 'END', container: { id: 'c1' } });
    expect(answerFacts({ providerMetadata: null })).toEqual({ stop_sequence: null });
  });

  test("have usage in Anthropic's form, and the further figures of its own models", () => {
    const tokens = {
      inputTokens: 5,
      cachedInputTokens: 3,
      cacheWriteTokens: 4,
      cacheWriteHourTokens: 1,
      outputTokens: 2,
      reasoningTokens: 1,
    };
    const usage = {
      input_tokens: 5,
      cache_creation_input_tokens: 4,
      cache_read_input_tokens: 3,
      cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 1 },
      output_tokens: 3,
    };
    const attempts = attempt({ rawUsage: { input_tokens: 99, server_tool_use: { web_search_requests: 1 } } });
    expect(toMessagesUsage(ended({ tokens, attempts }))).toEqual(usage);
    expect(toMessagesUsage(ended({ tokens, attempts, rawFinishReason: 'end_turn' }))).toEqual({
      ...usage,
      server_tool_use: { web_search_requests: 1 },
    });
  });
});
