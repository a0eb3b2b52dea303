import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { checkEventOrder } from './check-event-order.ts';

const start: StreamEvent = { type: 'start', responseId: null, servedModel: null };
const text: StreamEvent = { type: 'text-delta', text: 'a' };
const finish: StreamEvent = {
  type: 'finish',
  reason: 'stop',
  rawReason: 'stop',
  usage: null,
  rawUsage: null,
  skippedEvents: 0,
};
const begin = (index: number): StreamEvent => ({ type: 'tool-call-start', index, id: `c${index}`, name: 'look' });
const piece = (index: number, argumentsText: string): StreamEvent => ({
  type: 'tool-call-delta',
  index,
  argumentsText,
});
const end = (index: number, json: string): StreamEvent => ({
  type: 'tool-call-end',
  index,
  id: `c${index}`,
  name: 'look',
  arguments: json,
});

describe('checkEventOrder', () => {
  it('finds no problem in a valid stream', () => {
    const calls = [begin(0), begin(1), piece(1, '{"a"'), piece(1, ':1}'), end(1, '{"a":1}'), end(0, '{}')];
    expect(checkEventOrder([start, text, ...calls, finish])).toEqual([]);
    const state = { providerId: 'acme', dialect: 'openai', value: {} };
    const hidden: StreamEvent[] = [
      { type: 'reasoning-end', state },
      text,
      { type: 'text-end' },
      { type: 'file', mediaType: 'image/png', data: 'AA' },
    ];
    expect(checkEventOrder([start, ...hidden, finish])).toEqual([]);
  });

  it.each<[string, StreamEvent[], RegExp]>([
    ['no start', [text, finish], /first event is 'text-delta'/],
    ['two starts', [start, start, finish], /second time/],
    ['no finish', [start, text], /no 'finish'/],
    ['text after the finish', [start, finish, text], /after 'finish'/],
    ['an empty delta', [start, { type: 'text-delta', text: '' }, finish], /is empty/],
    ['an end of nothing', [start, text, { type: 'reasoning-end' }, finish], /'reasoning-end' ends nothing/],
    ['a second end', [start, text, { type: 'text-end' }, { type: 'text-end' }, finish], /'text-end' ends nothing/],
    ['an empty file', [start, { type: 'file', mediaType: 'image/png', data: '' }, finish], /'file' is empty/],
    ['a call that never ends', [start, begin(0), finish], /not ended/],
    ['a call that begins twice', [start, begin(0), begin(0), end(0, '{}'), finish], /began twice/],
    ['a call out of order', [start, begin(1), end(1, '{}'), finish], /out of order/],
    ['a piece of no call', [start, piece(0, '{}'), finish], /not open/],
    ['an empty piece', [start, begin(0), piece(0, ''), end(0, '{}'), finish], /delta of tool call 0 is empty/],
    ['pieces that do not add up', [start, begin(0), piece(0, '{}'), end(0, '{"a":1}'), finish], /do not add up/],
    [
      'a call without a name',
      [start, { ...begin(0), name: '' } as StreamEvent, end(0, '{}'), finish],
      /no id or no name/,
    ],
  ])('names %s', (_, events, problem) => {
    expect(checkEventOrder(events).join(' ')).toMatch(problem);
  });
});
