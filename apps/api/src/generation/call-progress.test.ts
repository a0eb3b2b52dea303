import { expect, it } from 'vitest';
import { CallProgress } from './call-progress.ts';

const call = { number: 2, modelId: 'openai/gpt-4o', deploymentId: 'east', providerId: 'azure-east' };

it('reports the start of a call, its first token, and its own bytes', () => {
  const answer = { text: 'Fluß', reasoning: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] };
  const progress = new CallProgress(answer);
  expect(progress.read(0, 0)).toEqual([]);
  progress.begin(call, 100);
  expect(progress.read(150, 1_000)).toEqual([
    {
      ...call,
      startedAtMs: 1_100,
      latencyMs: 50,
      firstTokenMs: null,
      producedBytes: 0,
      prefillBytes: 7,
    },
  ]);
  answer.text += ' und';
  progress.noteToken(160);
  progress.noteToken(190);
  expect(progress.read(200, 1_000)).toMatchObject([{ latencyMs: 100, firstTokenMs: 60, producedBytes: 4 }]);
});

it('counts the whole answer after a restart', () => {
  const answer = { text: 'Hello', reasoning: '', toolCalls: [] };
  const progress = new CallProgress(answer);
  progress.begin(call, 0);
  answer.text = 'Hi';
  progress.restart();
  expect(progress.read(1, 0)).toMatchObject([{ producedBytes: 2, prefillBytes: 0 }]);
});

it('reports no call after its end, and no token before the next call', () => {
  const progress = new CallProgress({ text: '', reasoning: '', toolCalls: [] });
  progress.begin(call, 0);
  progress.noteToken(1);
  progress.end(call.number);
  progress.noteToken(2);
  progress.restart();
  expect(progress.read(3, 0)).toEqual([]);
  progress.begin({ ...call, number: 3 }, 4);
  expect(progress.read(5, 0)).toMatchObject([{ number: 3, firstTokenMs: null }]);
});

it('reports two calls at once', () => {
  const progress = new CallProgress({ text: '', reasoning: '', toolCalls: [] });
  progress.begin(call, 0);
  progress.begin({ ...call, number: 3 }, 500);
  expect(progress.read(600, 0)).toMatchObject([
    { number: 2, latencyMs: 600 },
    { number: 3, latencyMs: 100 },
  ]);
  progress.end(2);
  progress.noteToken(700);
  expect(progress.read(700, 0)).toMatchObject([{ number: 3, firstTokenMs: 200 }]);
});
