import { describe, expect, it } from 'vitest';
import { until } from '../testing/http-client.ts';
import { type TimedTask, TimingWheel } from './timing-wheel.ts';

function taskOf(wake: (nowMs: number) => void): TimedTask {
  return { dueTick: -1, wake };
}

describe('TimingWheel', () => {
  it('wakes tasks in the order of their times and never early', async () => {
    const wheel = new TimingWheel();
    const startMs = performance.now();
    const woken: { name: number; early: boolean }[] = [];
    for (const delayMs of [30, 10, 20]) {
      wheel.schedule(
        taskOf((nowMs) => woken.push({ name: delayMs, early: nowMs < startMs + delayMs })),
        startMs + delayMs,
      );
    }
    await until(() => woken.length === 3);
    expect(woken).toEqual([10, 20, 30].map((name) => ({ name, early: false })));
    wheel.stop();
  });

  it('keeps a task that is more than one turn away', async () => {
    const wheel = new TimingWheel();
    const startMs = performance.now();
    let wokenAtMs = 0;
    const far = taskOf((nowMs) => {
      wokenAtMs = nowMs;
    });
    wheel.schedule(far, startMs + 2_300);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(wokenAtMs).toBe(0);
    await until(() => wokenAtMs > 0);
    expect(wokenAtMs - startMs).toBeGreaterThanOrEqual(2_299);
    wheel.stop();
  });

  it('allows a task to schedule itself again, and drops a cancelled task', async () => {
    const wheel = new TimingWheel();
    let times = 0;
    const repeating = taskOf((nowMs) => {
      times++;
      if (times < 5) wheel.schedule(repeating, nowMs + 4);
    });
    const cancelled = taskOf(() => {
      times = 100;
    });
    wheel.schedule(repeating, performance.now());
    wheel.schedule(cancelled, performance.now() + 6);
    wheel.cancel(cancelled);
    await until(() => times >= 5);
    expect(times).toBe(5);
    wheel.stop();
  });

  it('wakes tasks that became due while the process was busy', async () => {
    const wheel = new TimingWheel();
    const woken = new Set<number>();
    const startMs = performance.now();
    for (let delayMs = 1; delayMs <= 50; delayMs++)
      wheel.schedule(
        taskOf(() => woken.add(delayMs)),
        startMs + delayMs,
      );
    while (performance.now() - startMs < 80);
    await until(() => woken.size === 50);
    wheel.stop();
  });

  it('wakes no task after it was stopped', async () => {
    const wheel = new TimingWheel();
    let times = 0;
    wheel.schedule(
      taskOf(() => times++),
      performance.now() + 5,
    );
    wheel.stop();
    wheel.schedule(
      taskOf(() => times++),
      performance.now() + 5,
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(times).toBe(0);
  });
});
