import { expect, test } from 'vitest';
import { describeSessionPins, samplePin } from '../testing/describe-session-pins.ts';
import { MemorySessionPins } from './memory-session-pins.ts';

describeSessionPins('in memory', () => {
  let nowMs = 0;
  const advance = (ms: number): void => {
    nowMs += ms;
  };
  return { pins: new MemorySessionPins(() => nowMs), advance };
});

test('the least recently used session is dropped if there are too many', () => {
  const pins = new MemorySessionPins(() => 0, 2);
  for (const key of ['s', 't', 's', 'u']) pins.keep(key, samplePin);
  expect(pins.find('s')).toEqual(samplePin);
  expect(pins.find('t')).toBeNull();
});
