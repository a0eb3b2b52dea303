import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { collectStream } from './collect-stream.ts';

async function* streamOf(...batches: StreamEvent[][]): AsyncGenerator<readonly StreamEvent[]> {
  yield* batches;
}

const start: StreamEvent = { type: 'start', responseId: 'r-1', servedModel: 'm-2026' };
const usage = { inputTokens: 3, cachedInputTokens: 1, cacheWriteTokens: 0, outputTokens: 2, reasoningTokens: 4 };
const finish: StreamEvent = {
  type: 'finish',
  reason: 'stop',
  rawReason: 'end_turn',
  usage,
  rawUsage: { output: 2 },
  skippedEvents: 1,
};

describe('collectStream', () => {
  it('joins the deltas of all batches', async () => {
    const answer = await collectStream(
      streamOf(
        [start, { type: 'reasoning-delta', text: 'Hm' }],
        [
          { type: 'text-delta', text: 'Hel' },
          { type: 'text-delta', text: 'lo' },
        ],
        [finish],
      ),
    );
    expect(answer).toEqual({
      parts: [
        { type: 'reasoning', text: 'Hm' },
        { type: 'text', text: 'Hello' },
      ],
      text: 'Hello',
      refusal: null,
      reasoning: 'Hm',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage,
      rawUsage: { output: 2 },
      responseId: 'r-1',
      servedModel: 'm-2026',
      skippedEvents: 1,
      warnings: [],
      providerMetadata: null,
    });
  });

  it('keeps tool calls in the order of their index, for any order of their ends', async () => {
    const answer = await collectStream(
      streamOf([
        start,
        { type: 'tool-call-end', index: 1, id: 'b', name: 'second', arguments: '{}' },
        { type: 'tool-call-end', index: 0, id: 'a', name: 'first', arguments: '{"x":1}' },
        finish,
      ]),
    );
    expect(answer.toolCalls.map((call) => call.name)).toEqual(['first', 'second']);
  });

  it('keeps warnings, and metadata of the whole answer', async () => {
    const warnings = [{ path: 'seed', action: 'dropped', message: 'There is no place for a seed.' }] as const;
    const answer = await collectStream(
      streamOf([
        { ...start, warnings },
        { ...finish, providerMetadata: { tier: 1 } },
      ]),
    );
    expect(answer).toMatchObject({ parts: [], warnings, providerMetadata: { tier: 1 } });
  });

  it('refuses a stream without an end', async () => {
    await expect(collectStream(streamOf([start]))).rejects.toMatchObject({ kind: 'stream-cut' });
  });
});
