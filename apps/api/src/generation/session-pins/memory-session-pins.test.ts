import { expect, test } from 'vitest';
import { MemorySessionPins } from './memory-session-pins.ts';

const pin = { modelId: 'a/b', deploymentId: 'default', cachedTokens: 2_000, ttlMs: 300_000 };

test('a session is known as long as its cache lives', () => {
  let nowMs = 0;
  const pins = new MemorySessionPins(() => nowMs);
  pins.keep('s', pin);
  nowMs = 299_999;
  expect(pins.find('s')).toEqual(pin);
  nowMs = 300_000;
  expect(pins.find('s')).toBeNull();
});

test('a session moves, and the oldest leaves where there are too many', () => {
  const pins = new MemorySessionPins(() => 0, 2);
  pins.keep('s', pin);
  pins.keep('t', pin);
  pins.keep('s', { ...pin, modelId: 'c/d' });
  pins.keep('u', pin);
  expect(pins.find('s')?.modelId).toBe('c/d');
  expect(pins.find('t')).toBeNull();
});
