import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/read-json-value.ts';
import { EventParser, type TextSlot } from './event-parser.ts';

function findTextSlot(event: JsonObject): TextSlot | null {
  const holder = (event as { delta?: JsonObject }).delta;
  const text = holder?.content;
  return holder !== undefined && typeof text === 'string' && text !== '' ? { holder, member: 'content' } : null;
}

/** The result of a fresh parse of each text. Null for a text that is not an object. */
function parseEach(texts: readonly string[]): readonly unknown[] {
  return texts.map((text) => {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  });
}

function parseAll(texts: readonly string[]): readonly unknown[] {
  const parser = new EventParser(findTextSlot);
  return texts.map((text) => structuredClone(parser.parse(text)));
}

const event = (content: unknown, others: object = {}) => JSON.stringify({ id: 'a', delta: { content }, ...others });

describe('EventParser', () => {
  it('returns the object of the previous event if only the text differs', () => {
    const parser = new EventParser(findTextSlot);
    const first = parser.parse(event('One'));
    const next = parser.parse(event(' "two"\n and a text that is long enough to be copied'));
    expect(next).toBe(first);
    expect(next).toEqual({ id: 'a', delta: { content: ' "two"\n and a text that is long enough to be copied' } });
    expect(parser.parse(event('three', { finish: 'stop' }))).toEqual({
      id: 'a',
      delta: { content: 'three' },
      finish: 'stop',
    });
  });

  it.each([
    ['another member changes', [event('a', { usage: 1 }), event('b', { usage: 2 }), event('c', { usage: 2 })]],
    ['a quote ends the text early', [event('a'), '{"id":"a","delta":{"content":"b","more":"c"}}', event('d')]],
    ['the text breaks off', [event('a'), '{"id":"a","delta":{"content":"b', event('c')]],
    ['an escape is broken', [event('a'), '{"id":"a","delta":{"content":"\\x"}}', event('c')]],
    ['a control character stands bare', [event('a'), '{"id":"a","delta":{"content":"\n"}}', event('c')]],
    ['the same words stand elsewhere', ['{"old":{"content":"x"},"delta":{"content":"x"}}', event('y'), event('z')]],
    ['the member is doubled', ['{"delta":{"content":"x","content":"x"}}', '{"delta":{"content":"y","content":"x"}}']],
    ['the text is no string', [event('a'), event(null), event(7), event(['b']), event('c')]],
    ['an event is no object', [event('a'), '[]', '7', 'null', event('c')]],
    ['prefix and suffix overlap', [event('""}}'), '{"id":"a","delta":{"content":"}}', event('c')]],
  ])('gives the result of a fresh parse if %s', (_, texts) => {
    expect(parseAll(texts)).toEqual(parseEach(texts));
  });

  it('gives the results of fresh parses for any events', () => {
    const others = fc.constantFrom({}, { n: 1 }, { delta2: { content: 'a' } }, { s: '"content":"a"' });
    const content = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'a', '"', '\\', '\\"', null),
    );
    const texts = fc.array(
      fc
        .tuple(content, others, fc.boolean())
        .map(([text, other, isFirst]) =>
          JSON.stringify(isFirst ? { ...other, delta: { content: text } } : { delta: { content: text }, ...other }),
        ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(texts, (given) => {
        expect(parseAll(given)).toEqual(parseEach(given));
      }),
      { numRuns: 1_000 },
    );
  });
});
