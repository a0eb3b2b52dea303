import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestPenstock } from '../testing/start-penstock.ts';
import { modelId, type Stage, seenBy, setStage, startStages } from './stage.ts';
import type { CallerResult, TestEndpoint } from './test-endpoint.ts';
import { testEndpoints } from './test-endpoints.ts';

const stages = testEndpoints.map(
  ({ name }): Stage => ({ name: `outage-${name}`, models: [{ key: 'a' }, { key: 'b' }] }),
);

let service: TestPenstock;

beforeAll(async () => {
  service = await startStages(stages);
}, 60_000);
afterAll(() => service.close());

/** A generation, its model, and the failing model's breaker before and after it. */
type Step = { result: CallerResult; askedAtMs: number; before: Breaker; after: Breaker };
type Breaker = { state: string; retryAtMs: number | null };

describe.each(testEndpoints.map((endpoint, index) => ({ endpoint, stage: stages[index] as Stage })))(
  'A model that is down for a while, through the $endpoint.name',
  ({ endpoint, stage }) => {
    const readBreaker = (): Breaker => {
      const { breaker, retryAtMs } = service.services.health.read(modelId(stage, 'a'));
      return { state: breaker, retryAtMs };
    };

    /** Runs one generation after another until `isDone`. */
    async function askUntil(isDone: (step: Step) => boolean): Promise<readonly Step[]> {
      const all: Step[] = [];
      for (;;) {
        const before = readBreaker();
        const askedAtMs = Date.now();
        const result = await send(endpoint, stage);
        const step = { result, askedAtMs, before, after: readBreaker() };
        all.push(step);
        if (isDone(step)) return all;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const isServedBy = (key: string, { result: { end } }: Step): boolean =>
      end.type === 'completed' && end.model === modelId(stage, key);
    /** The failed requests to the failing model, by its own clock; epoch milliseconds. */
    const refusals = (): readonly number[] =>
      seenBy(stage, 'a', service.simulator)
        .filter(({ status }) => status === 503)
        .map(({ at }) => at);
    const refused = (): number => refusals().length;

    test('delays only its first callers, is rarely probed, and returns within seconds', async () => {
      setStage({ ...stage, models: [{ key: 'a', faults: ['503'], isForever: true }] }, service.simulator);
      const opening = await askUntil(({ after }) => after.state === 'OPEN');
      expect(refused()).toBe(5);

      // The first probe fails, and doubles the cool-down.
      const down = await askUntil(() => refused() > 5);
      expect(refused()).toBe(6);
      for (const step of [...opening, ...down]) expect(isServedBy('b', step)).toBe(true);
      const [fifthMs = 0, probedMs = 0] = refusals().slice(4);
      expect(probedMs - fifthMs).toBeGreaterThanOrEqual(850);
      const { retryAtMs } = readBreaker();
      expect(retryAtMs).toBeGreaterThan(probedMs + 1_750);
      expect(retryAtMs).toBeLessThanOrEqual(Date.now() + 2_000);

      setStage({ ...stage, models: [{ key: 'a' }] }, service.simulator);
      const mending = await askUntil((step) => isServedBy('a', step));
      const back = mending.at(-1) as Step;
      // No request reaches it before that time. The next request after it does.
      for (const step of mending.slice(0, -1)) {
        expect(isServedBy('b', step)).toBe(true);
        expect(step.askedAtMs).toBeLessThan(retryAtMs ?? 0);
      }
      expect(mending.length).toBeGreaterThan(1);
      expect(back.before.retryAtMs === null || back.before.retryAtMs <= Date.now()).toBe(true);
      expect(refused()).toBe(6);
      expect(readBreaker()).toEqual({ state: 'CLOSED', retryAtMs: null });
    }, 60_000);
  },
);

function send(endpoint: TestEndpoint, stage: Stage): Promise<CallerResult> {
  return endpoint.send(service, { prompt: 'Say "well".', chain: stage.name });
}
