import { describe, expect, it } from 'vitest';
import type { Clock, Timer } from '../clock.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Deadlines, timeoutError } from './deadlines.ts';

function setUp(): { clock: FakeClock; deadlines: Deadlines; expired: string[] } {
  const clock = new FakeClock();
  const expired: string[] = [];
  const limits = { firstTokenMs: 1_000, idleMs: 500, aliveMs: 3_000, totalMs: 5_000 };
  const deadlines = new Deadlines(clock, limits, (name, limitMs) => expired.push(`${name} ${limitMs}`));
  return { clock, deadlines, expired };
}

describe('Deadlines', () => {
  it('expires once without a first token, for any number of reads', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.waitBegins();
    await clock.advance(900);
    deadlines.waitBegins();
    await clock.advance(99);
    expect(expired).toEqual([]);
    await clock.advance(10_000);
    expect(expired).toEqual(['first-token 1000']);
  });

  it('expires after silence between tokens, on a single timer', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.tokenArrived();
    for (let tokens = 0; tokens < 5; tokens += 1) {
      deadlines.waitBegins();
      await clock.advance(400);
      deadlines.waitEnds();
      expect(clock.waiting).toBe(1);
    }
    deadlines.waitBegins();
    await clock.advance(499);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual(['idle 500']);
  });

  it('does not count the time without a request of the caller', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.tokenArrived();
    await clock.advance(3_000);
    deadlines.waitBegins();
    await clock.advance(499);
    expect(expired).toEqual([]);
  });

  it('expires when the whole attempt takes too long', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.tokenArrived();
    for (let waitedMs = 0; waitedMs < 6_000; waitedMs += 100) {
      deadlines.waitBegins();
      await clock.advance(100);
    }
    expect(expired).toEqual(['total 5000']);
  });

  it.each([
    ['lets a token be read that came while this process was held up', true, []],
    ['expires a moment later where none came', false, ['first-token 1000']],
  ])('%s', (_, hasCome, expected) => {
    let elapsedMs = 0;
    const timers: { ms: number; run: () => void }[] = [];
    const after = (ms: number, run: () => void): Timer => {
      timers.push({ ms, run });
      return { cancel() {}, unref() {} };
    };
    const expired: string[] = [];
    const limits = { firstTokenMs: 1_000, idleMs: 500, aliveMs: 3_000, totalMs: 5_000 };
    const clock: Clock = { nowMs: () => elapsedMs, elapsedMs: () => elapsedMs, after, sleep: async () => {} };
    const deadlines = new Deadlines(clock, limits, (name, limitMs) => expired.push(`${name} ${limitMs}`));
    deadlines.waitBegins();
    elapsedMs = 1_400;
    timers.shift()?.run();
    expect(expired).toEqual([]);
    expect(timers.map(({ ms }) => ms)).toEqual([1]);
    elapsedMs += 1;
    if (hasCome) {
      deadlines.waitEnds();
      deadlines.tokenArrived();
    }
    timers.shift()?.run();
    expect(expired).toEqual(expected);
  });

  it('waits for a connection that shows life, at most for the alive timeout', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.waitBegins();
    for (let waitedMs = 0; waitedMs < 2_900; waitedMs += 100) {
      await clock.advance(100);
      deadlines.showsLife();
    }
    expect(expired).toEqual([]);
    await clock.advance(200);
    expect(expired).toEqual(['alive 3000']);
  });

  it('expires soon after the last sign of life', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.tokenArrived();
    deadlines.waitBegins();
    await clock.advance(400);
    deadlines.showsLife();
    await clock.advance(749);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual(['idle 750']);
  });

  it('starts again after content, and keeps a sign of life before the first token', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.waitBegins();
    await clock.advance(900);
    deadlines.showsLife();
    await clock.advance(500);
    deadlines.waitEnds();
    deadlines.waitBegins();
    await clock.advance(700);
    expect(expired).toEqual([]);
    deadlines.tokenArrived();
    deadlines.waitEnds();
    deadlines.waitBegins();
    await clock.advance(500);
    expect(expired).toEqual(['idle 500']);
  });

  it('does not expire after it was stopped', async () => {
    const { clock, deadlines, expired } = setUp();
    deadlines.stop();
    await clock.advance(10_000);
    expect(expired).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});

describe('timeoutError', () => {
  it.each([
    ['first-token', 'a/one sent no token within 500 ms.'],
    ['idle', 'a/one fell silent in the middle of its answer for 500 ms.'],
    ['alive', 'a/one kept its connection alive, but sent nothing of its answer for 500 ms.'],
    ['total', 'a/one did not finish its answer within 500 ms.'],
  ] as const)('names the clock: %s', (clock, message) => {
    expect(timeoutError('a/one', 'a', clock, 500)).toMatchObject({ kind: 'timeout', clock, message, limitMs: 500 });
  });
});
