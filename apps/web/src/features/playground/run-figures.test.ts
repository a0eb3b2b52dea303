import { expect, test } from 'vitest';
import completed from './fixtures/completed.json' with { type: 'json' };
import type { SettledGeneration } from './run-documents.ts';
import { runFigures } from './run-figures.ts';
import { type RunState, startRun } from './run-state.ts';
import { readRecording } from './testing/read-recording.ts';

const end = readRecording(completed).at(-1);
if (end?.__typename !== 'GenerationCompleted') throw new Error('The recording has no end.');

const settledRun = (change: Partial<SettledGeneration>): RunState => ({
  ...startRun(1_000),
  settled: { ...end.generation, latencyMs: 2_000, firstTokenMs: 400, ...change },
});
const usage = { outputTokens: 60, reasoningTokens: 20, totalTokens: 140 };

test('during a run the figures are measured by the browser', () => {
  const run = { ...startRun(1_000), firstTokenAtMs: 1_250 };
  expect(runFigures(run, 1_900)).toMatchObject({ firstTokenMs: 250, totalMs: 900, outputTokens: null, cost: '–' });
});

test("after the end the figures are the gateway's; buckets add up, and speed counts from the first token", () => {
  expect(runFigures(settledRun({ usage }), 0)).toMatchObject({
    firstTokenMs: 400,
    totalMs: 2_000,
    inputTokens: 60,
    outputTokens: 80,
    tokensPerSecond: 50,
  });
});

test('unpriced is not free, and no tokens cost nothing', () => {
  const nothing = { outputTokens: 0, reasoningTokens: 0, totalTokens: 0 };
  expect(runFigures(settledRun({ usage, cost: null }), 0).cost).toBe('unpriced');
  expect(runFigures(settledRun({ usage: nothing, cost: null }), 0)).toMatchObject({
    cost: '$0',
    tokensPerSecond: null,
  });
});
