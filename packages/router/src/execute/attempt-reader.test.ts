import type { StreamEvent } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { AttemptReader } from './attempt-reader.ts';
import { SpliceGate } from './continue-stream.ts';
import { SentAnswer } from './sent-answer.ts';

const start: StreamEvent = { type: 'start', responseId: 'r', servedModel: null };
const text = (piece: string): StreamEvent => ({ type: 'text-delta', text: piece });
const finish: StreamEvent = {
  type: 'finish',
  reason: 'stop',
  rawReason: null,
  usage: null,
  rawUsage: null,
  skippedEvents: 0,
};

describe('AttemptReader', () => {
  it('passes a batch of deltas unchanged, and removes other events from mixed batches', () => {
    const answer = new SentAnswer();
    const reader = new AttemptReader(answer, null);
    expect(reader.read([start])).toEqual([]);
    expect([reader.hasToken, reader.hasSent]).toEqual([false, false]);
    const deltas = [text('a'), text('b')];
    expect(reader.read(deltas)).toBe(deltas);
    expect(reader.read([text('c'), finish])).toEqual([text('c')]);
    expect(answer.text).toBe('abc');
    expect(reader.produced).toEqual({ answer: 'abc', reasoning: '' });
    expect(reader).toMatchObject({ start, finish, hasToken: true, hasSent: true, differs: false });
  });

  it('counts reasoning and arguments as produced', () => {
    const reader = new AttemptReader(new SentAnswer(), null);
    reader.read([
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'tool-call-start', index: 0, id: 'c', name: 'look' },
      { type: 'tool-call-delta', index: 0, argumentsText: '{}' },
      { type: 'tool-call-end', index: 0, id: 'c', name: 'look', arguments: '{}' },
    ]);
    expect(reader.produced).toEqual({ answer: 'look{}', reasoning: 'Hm.' });
  });

  it('passes provider state and files, and counts both against the limit', () => {
    const state = { providerId: 'p', dialect: 'google', value: { thoughtSignature: 'x'.repeat(100) } };
    const batch: StreamEvent[] = [
      { type: 'reasoning-end', state },
      { type: 'text-end', state },
      { type: 'file', mediaType: 'image/png', data: 'A'.repeat(1_000), state },
      { type: 'tool-call-start', index: 0, id: 'c', name: 'look' },
      { type: 'tool-call-end', index: 0, id: 'c', name: 'look', arguments: '{}', state },
    ];
    const answer = new SentAnswer();
    const reader = new AttemptReader(answer, null);
    expect(reader.read(batch)).toBe(batch);
    const stateSize = JSON.stringify(state.value).length;
    expect(reader.producedCharacters).toBe(4 * stateSize + 1_000 + 16 + 'clook'.length);
    expect(answer.characters).toBe(reader.producedCharacters);
    expect(reader.produced).toEqual({ answer: 'look', reasoning: '' });

    const bounded = new AttemptReader(new SentAnswer(), null, { attempt: 10, generation: 2 * stateSize + 1_000 });
    expect(bounded.read(batch)).toEqual(batch.slice(0, 2));
    expect(bounded.exceeded).toBe('generation');
  });

  it('passes batches unchanged once the answers match', () => {
    const answer = new SentAnswer();
    answer.add({ type: 'text-delta', text: 'ab' });
    const reader = new AttemptReader(answer, new SpliceGate('m', 'ab', true));
    expect(reader.read([text('a')])).toEqual([]);
    expect([reader.hasToken, reader.hasSent]).toEqual([true, false]);
    expect(reader.read([text('bc'), text('d')])).toEqual([{ type: 'continued', modelId: 'm' }, text('c'), text('d')]);
    const deltas = [text('e')];
    expect(reader.read(deltas)).toBe(deltas);
    expect(answer.text).toBe('abcde');
    expect(reader.produced.answer).toBe('abcde');
  });

  it('counts output after the caller left as produced, and does not send it', () => {
    const answer = new SentAnswer();
    const reader = new AttemptReader(answer, null);
    reader.read([start, text('a')]);
    reader.readAfterLeave([text('b'), { type: 'reasoning-delta', text: 'Hm.' }]);
    reader.readAfterLeave([finish]);
    expect(answer.text).toBe('a');
    expect(reader.produced).toEqual({ answer: 'ab', reasoning: 'Hm.' });
    expect(reader.finish).toBe(finish);
  });

  it('restarts the answer in the middle of a batch, and ends it', () => {
    const answer = new SentAnswer();
    answer.add({ type: 'text-delta', text: 'ab' });
    const reader = new AttemptReader(answer, new SpliceGate('m', 'ab', true));
    const restarted = { type: 'restarted', modelId: 'm' };
    expect(reader.read([text('a'), finish])).toEqual([restarted, text('a')]);
    expect(answer.text).toBe('a');
    expect(reader.finish).toBe(finish);
  });

  it('passes nothing of an answer that cannot continue the sent text', () => {
    const reader = new AttemptReader(new SentAnswer(), new SpliceGate('m', 'ab', false));
    expect(reader.read([text('x'), text('y')])).toEqual([]);
    expect(reader).toMatchObject({ differs: true, hasSent: false });
  });
});
