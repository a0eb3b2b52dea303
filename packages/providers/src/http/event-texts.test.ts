import { expect, it } from 'vitest';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { EventTexts } from './event-texts.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };

function readAll(text: string): readonly string[] {
  const events = new EventTexts(context, defaultUpstreamLimits);
  events.read(Buffer.from(text));
  events.end();
  return events.take();
}

it('returns each event as one text, for any framing', () => {
  const texts = ['{"a":1}', '{"a":2}'];
  expect(readAll('data: {"a":1}\r\rdata: {"a":2}\r\r')).toEqual(texts);
  expect(readAll('[{"a":1},\n{"a":2}]')).toEqual(texts);
  expect(readAll('data: {"a":1}\n\ndata: [DONE]\n\n')).toEqual(['{"a":1}', '[DONE]']);
});

it('throws at an error, after the events before it', () => {
  const events = new EventTexts(context, defaultUpstreamLimits);
  expect(() => events.read(Buffer.from('data: {"a":1}\n\ndata: {"error":{"code":429}}\n\n'))).toThrow(
    expect.objectContaining({ kind: 'rate-limit' }),
  );
  expect(events.take()).toEqual(['{"a":1}']);
  expect(() => readAll('Too many requests')).toThrow(expect.objectContaining({ kind: 'rate-limit' }));
});
