import { expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { modelRequest } from '../testing/model-request.ts';
import { TaggedThoughts } from './tagged-thoughts.ts';

const start: StreamEvent = { type: 'start', responseId: null, servedModel: null };
const text = (piece: string): StreamEvent => ({ type: 'text-delta', text: piece });
const call: StreamEvent = { type: 'tool-call-start', index: 0, id: 'c', name: 'look' };

function passed(reads: readonly (readonly StreamEvent[])[], changes: Parameters<typeof modelRequest>[0] = {}) {
  const thoughts = new TaggedThoughts(modelRequest(changes));
  const into: StreamEvent[] = [];
  for (const events of reads) thoughts.pass(events, into);
  return { into, isDone: thoughts.isDone };
}

it('converts tagged reasoning into reasoning events, and passes the text after it', () => {
  expect(passed([[start, text('<think>hm')], [text('</think>fi')], [text('ne')]])).toEqual({
    into: [start, { type: 'reasoning-delta', text: 'hm' }, text('fi'), text('ne')],
    isDone: true,
  });
});

it('releases held text before any other event', () => {
  const { into } = passed([[start, text('  <th')], [call]]);
  expect(into).toEqual([start, text('  <th'), call]);
});

it('passes the text of a provider with separate reasoning at once', () => {
  const reasoning: StreamEvent = { type: 'reasoning-delta', text: 'hm' };
  const { into, isDone } = passed([[start, reasoning, text('<think>')]], { model: 'deepseek-r1' });
  expect(into).toEqual([start, reasoning, text('<think>')]);
  expect(isDone).toBe(true);
});

it('keeps an answer that continues a text unchanged', () => {
  expect(passed([[start, text('<think>')]], { prefill: 'So' })).toEqual({
    into: [start, text('<think>')],
    isDone: true,
  });
});
