import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { announcesDocument, LifeSigns } from './life-signs.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('reports at once and then every second, until its end', () => {
  const onAlive = vi.fn();
  const life = new LifeSigns(onAlive);
  life.begin();
  life.begin();
  expect(onAlive).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2_500);
  expect(onAlive).toHaveBeenCalledTimes(3);
  life.end();
  vi.advanceTimersByTime(5_000);
  expect(onAlive).toHaveBeenCalledTimes(3);
});

it('sets no timer without a listener', () => {
  new LifeSigns(undefined).begin();
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['application/json-seq', false],
  ['application/x-ndjson', false],
  ['text/event-stream', false],
  [null, false],
])('%s announces a document: %s', (type, isDocument) => {
  expect(announcesDocument(type)).toBe(isDocument);
});
