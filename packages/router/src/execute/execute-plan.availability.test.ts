import { createProviderError, type ProviderErrorKind } from '@penstock/providers';
import {
  answerScript,
  brokenScript,
  failingScript,
  type Script,
  silentScript,
  textSteps,
} from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { expect, it } from 'vitest';
import { LocalBreakers } from '../breaker/local-breakers.ts';
import { ExecutionStage } from '../testing/execution-stage.ts';
import { storyOf, textHeldBy } from '../testing/read-events.ts';

/** A small random generator (mulberry32), so that every run of this test has the same faults. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const error = (kind: ProviderErrorKind, retryAfterMs: number | null = null): Error =>
  createProviderError(kind, { providerId: 'm', message: `It is ${kind}.`, retryAfterMs });

const faults: readonly Script[] = [
  failingScript(error('rate-limit')),
  failingScript(error('rate-limit', 2_000)),
  failingScript(error('server-error')),
  failingScript(error('overloaded')),
  failingScript(error('connection')),
  silentScript,
  [{ type: 'wait', ms: 20_000 }, ...answerScript(['Late.'])],
  brokenScript(['Once ', 'upon '], error('stream-cut')),
  [...textSteps(['Once ', 'upon ']), { type: 'hang' }],
  textSteps(['Once ']),
];

it('serves 999 of 1,000 requests completely while a fifth of all calls fail in all possible ways', async () => {
  const random = seeded(20_260_101);
  const whole = 'Once upon a time.';
  const stage = new ExecutionStage({
    models: ['a/one', 'b/two', 'c/three'].map((id) => buildModel(id)),
    script: () => {
      const fault = random() < 0.2 ? faults[Math.floor(random() * faults.length)] : undefined;
      return fault ?? answerScript(['Once upon ', 'a time.']);
    },
    random,
  });
  stage.services.breakers = new LocalBreakers({ clock: stage.clock, random });
  const requests = 3_000;
  const lost: (readonly string[])[] = [];
  for (let served = 0; served < requests; served += 1) {
    const events = await stage.run();
    if (events.at(-1)?.type === 'completed') expect(textHeldBy(events)).toBe(whole);
    else lost.push(storyOf(events));
  }
  expect(stage.calls.length).toBeGreaterThan(requests * 1.15);
  expect(lost.length, JSON.stringify(lost)).toBeLessThanOrEqual(requests / 1_000);
});
