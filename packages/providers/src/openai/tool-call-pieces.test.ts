import { expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { ToolCallPieces } from './tool-call-pieces.ts';

function read(...batches: readonly (readonly unknown[])[]): StreamEvent[] {
  const calls = new ToolCallPieces('acme');
  const events: StreamEvent[] = [];
  for (const pieces of batches) calls.read(pieces, events);
  calls.endAll(events);
  expect(calls.count).toBe(events.filter(({ type }) => type === 'tool-call-end').length);
  return events.filter(({ type }) => type === 'tool-call-end');
}

it('joins the pieces of an index, and ignores invalid pieces', () => {
  const first = { index: 0, id: 'a', function: { name: 'look', arguments: '{"at":' } };
  expect(read([first, null, 'odd'], [{ index: 0, function: { arguments: '1}' } }])).toEqual([
    { type: 'tool-call-end', index: 0, id: 'a', name: 'look', arguments: '{"at":1}' },
  ]);
});

it('keeps the latest state of a call for the next turn', () => {
  const piece = (thought_signature: string): object => ({
    index: 0,
    id: 'a',
    function: { name: 'look', arguments: '' },
    extra_content: { google: { thought_signature } },
  });
  expect(read([piece('first')], [piece('last')])).toMatchObject([
    {
      state: {
        providerId: 'acme',
        dialect: 'openai',
        value: { extra_content: { google: { thought_signature: 'last' } } },
      },
    },
  ]);
});

it('reports the data at the beginning of a call at once', () => {
  const calls = new ToolCallPieces('acme');
  const events: StreamEvent[] = [];
  const extra_content = { google: { thought_signature: 'sig' } };
  calls.read([{ index: 0, id: 'a', function: { name: 'look', arguments: '' }, extra_content }], events);
  expect(events).toMatchObject([{ type: 'tool-call-start', id: 'a', state: { value: { extra_content } } }]);
});

it('drops a repeated call, and does not count a call without a name', () => {
  const whole = { index: 0, id: 'a', function: { name: 'look', arguments: '{"at":1}' } };
  expect(read([whole], [whole])).toMatchObject([{ id: 'a', arguments: '{"at":1}' }]);
  expect(read([{ index: 0, id: 'a', function: { arguments: '{}' } }])).toEqual([]);
});

const argumentsOf = (events: readonly StreamEvent[]): readonly unknown[] =>
  events.map((event) => (event.type === 'tool-call-end' ? JSON.parse(event.arguments) : null));

it.each<[string, object[]]>([
  [
    'by its id, where all have one index',
    [
      { index: 0, id: 'a', function: { name: 'look', arguments: '{"at":' } },
      { index: 0, id: 'b', function: { name: 'look', arguments: '{"at":' } },
      { index: 0, id: 'a', function: { arguments: '1}' } },
      { index: 0, id: 'b', function: { arguments: '2}' } },
    ],
  ],
  [
    'by its name again, where it has neither id nor index and the one before is whole',
    [
      { function: { name: 'look', arguments: '{"at":1}' } },
      { function: { name: 'look', arguments: '{"at":' } },
      { function: { name: 'look', arguments: '2}' } },
    ],
  ],
  [
    'with arguments as objects, and rests without an index',
    [
      { index: 0, id: 'a', function: { name: 'look', arguments: { at: 1 } } },
      { index: 1, id: 'b', function: { name: 'look', arguments: '' } },
      { function: { arguments: '{"at":2}' } },
    ],
  ],
])('separates a call %s', (_, pieces) => {
  const ends = read(...pieces.map((piece) => [piece]));
  expect(argumentsOf(ends)).toEqual([{ at: 1 }, { at: 2 }]);
});

it.each<[string, object[]]>([
  [
    'under an index that is written as a text',
    [
      { index: '0', id: 'a', function: { name: 'look', arguments: '{"at":' } },
      { index: '1', id: 'b', function: { name: 'look', arguments: '{"at":' } },
      { index: '0', function: { arguments: '1}' } },
      { index: '1', function: { arguments: '2}' } },
    ],
  ],
  [
    'under an id of its own for each piece',
    [
      { index: 0, id: 'a1', function: { name: 'look', arguments: '{"at"' } },
      { index: 0, id: 'a2', function: { name: 'look', arguments: ':1}' } },
      { index: 1, id: 'b1', function: { name: 'look', arguments: '{"at":2}' } },
    ],
  ],
  [
    'without the envelope',
    [
      { index: 0, id: 'a', name: 'look', arguments: '{"at":1}' },
      { index: 1, id: 'b', name: 'look', arguments: { at: 2 } },
    ],
  ],
  [
    'with empty arguments first',
    [
      { index: 0, id: 'a', function: { name: 'look', arguments: '{}' } },
      { index: 0, function: { arguments: '{"at":1}' } },
      { index: 1, id: 'b', function: { name: 'look', arguments: 'null' } },
      { index: 1, function: { arguments: '{"at":2}' } },
    ],
  ],
  [
    'with all arguments again in each piece',
    [
      { index: 0, id: 'a', function: { name: 'look', arguments: '{"at"' } },
      { index: 0, id: 'a', function: { name: 'look', arguments: '{"at":1}' } },
      { index: 1, id: 'b', function: { name: 'look', arguments: '{' } },
      { index: 1, id: 'b', function: { name: 'look', arguments: '{"at":2}' } },
    ],
  ],
])('reads calls %s', (_, pieces) => {
  expect(argumentsOf(read(...pieces.map((piece) => [piece])))).toEqual([{ at: 1 }, { at: 2 }]);
});

it('a call with the arguments null has no arguments', () => {
  expect(read([{ index: 0, id: 'a', function: { name: 'look', arguments: 'null' } }])).toMatchObject([
    { arguments: '{}' },
  ]);
});
