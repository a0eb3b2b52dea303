import { expect, it } from 'vitest';
import { type Closable, closeWithin } from './close-within.ts';

/** Closes when it is destroyed, or by itself after a number of milliseconds. */
function closable(closesAfterMs: number | null): Closable & { wasDestroyed: boolean } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    wasDestroyed: false,
    close() {
      if (closesAfterMs !== null) setTimeout(resolve, closesAfterMs);
      return promise;
    },
    async destroy() {
      this.wasDestroyed = true;
      resolve();
    },
  };
}

it('waits for running calls', async () => {
  const brief = closable(5);
  await closeWithin(brief, 10_000);
  expect(brief.wasDestroyed).toBe(false);
  const unbounded = closable(30);
  await closeWithin(unbounded);
  expect(unbounded.wasDestroyed).toBe(false);
});

it('cuts calls that take longer than its grace', async () => {
  const endless = closable(null);
  await closeWithin(endless, 10);
  expect(endless.wasDestroyed).toBe(true);
});
