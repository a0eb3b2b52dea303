import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  it('returns epoch milliseconds, and milliseconds that only grow', () => {
    expect(Math.abs(systemClock.nowMs() - Date.now())).toBeLessThan(1000);
    const first = systemClock.elapsedMs();
    expect(systemClock.elapsedMs()).toBeGreaterThanOrEqual(first);
  });

  it('sleeps for the given time', async () => {
    const startedMs = performance.now();
    await systemClock.sleep(20, new AbortController().signal);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(18);
  });

  it('wakes with the reason of the signal when the signal is aborted', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(systemClock.sleep(1, controller.signal)).rejects.toThrow('enough');
  });

  it('does not run a cancelled callback', async () => {
    let done = 0;
    systemClock
      .after(5, () => {
        done += 1;
      })
      .cancel();
    const kept = systemClock.after(10, () => {
      done += 10;
    });
    kept.unref();
    await systemClock.sleep(40, new AbortController().signal);
    expect(done).toBe(10);
  });

  it("waits, and does not fire at once, if the time is longer than Node's limit", async () => {
    let fired = false;
    const timer = systemClock.after(2 ** 40, () => {
      fired = true;
    });
    await systemClock.sleep(20, new AbortController().signal);
    timer.cancel();
    expect(fired).toBe(false);
  });
});
