import { describe, expect, test } from 'vitest';
import type { SessionPin, SessionPins } from '../generation/session-pins/session-pins.ts';

/** Pins with a clock that the test controls. */
export type TimedPins = { pins: SessionPins; advance(ms: number): void | Promise<void> };

export const samplePin: SessionPin = {
  modelId: 'a/b',
  deploymentId: 'default',
  cachedTokens: 2_000,
  ttlMs: 300_000,
};

/** The tests of every implementation of `SessionPins`. */
export function describeSessionPins(name: string, open: () => TimedPins | Promise<TimedPins>): void {
  describe(`pins of sessions ${name}`, () => {
    test('are kept for the lifetime of the cache after their last use', async () => {
      const { pins, advance } = await open();
      expect(await pins.find('s')).toBeNull();
      pins.keep('s', samplePin);
      await advance(200_000);
      pins.keep('s', samplePin);
      await advance(200_000);
      expect(await pins.find('s')).toEqual(samplePin);
      await advance(100_001);
      expect(await pins.find('s')).toBeNull();
    });

    test('move with their session only', async () => {
      const { pins } = await open();
      const moved = { ...samplePin, modelId: 'c/d', ttlMs: 3_600_000 };
      pins.keep('s', samplePin);
      pins.keep('t', samplePin);
      pins.keep('s', moved);
      expect(await pins.find('s')).toEqual(moved);
      expect(await pins.find('t')).toEqual(samplePin);
    });
  });
}
