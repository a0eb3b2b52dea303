import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('runs only due callbacks, in order', async () => {
    const clock = new FakeClock();
    const done: string[] = [];
    clock.after(20, () => done.push(`second at ${clock.elapsedMs()}`));
    clock.after(10, () => done.push(`first at ${clock.elapsedMs()}`));
    clock.after(31, () => done.push('later'));
    clock.after(5, () => done.push('cancelled')).cancel();
    await clock.advance(30);
    expect(done).toEqual(['first at 10', 'second at 20']);
    expect([clock.nowMs(), clock.waiting]).toEqual([1_000_030, 1]);
  });

  it('advances the time that the work needs', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const work = async (): Promise<string> => {
      await clock.sleep(500, signal);
      await clock.sleep(700, signal);
      return 'done';
    };
    expect(await clock.runUntil(work())).toBe('done');
    expect([clock.elapsedMs(), clock.slept]).toEqual([1_200, [500, 700]]);
  });

  it('fails, and does not hang, when the work waits for something else', async () => {
    await expect(new FakeClock().runUntil(new Promise(() => {}))).rejects.toThrow('no timer of this clock');
  });

  it('wakes a sleeper whose signal is aborted', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(500, controller.signal);
    controller.abort(new Error('up'));
    await expect(sleeping).rejects.toThrow('up');
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow('up');
    expect(clock.waiting).toBe(0);
  });
});
