import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestPenstock } from '../testing/start-penstock.ts';
import { modelId, type Stage, seenBy, setStage, startStages } from './stage.ts';
import type { Door, Told } from './test-endpoint.ts';
import { doors } from './test-endpoints.ts';

const stages = doors.map(({ name }): Stage => ({ name: `outage-${name}`, models: [{ key: 'a' }, { key: 'b' }] }));

let service: TestPenstock;

beforeAll(async () => {
  service = await startStages(stages);
}, 60_000);
afterAll(() => service.close());

/** A generation, who answered it, and how the breaker of the troubled model stood before and after it. */
type Step = { told: Told; askedAtMs: number; before: Breaker; after: Breaker };
type Breaker = { state: string; retryAtMs: number | null };

describe.each(doors.map((door, index) => ({ door, stage: stages[index] as Stage })))(
  'A model that is down for a while, through the $door.name',
  ({ door, stage }) => {
    const readBreaker = (): Breaker => {
      const { breaker, retryAtMs } = service.services.health.read(modelId(stage, 'a'));
      return { state: breaker, retryAtMs };
    };

    /** Asks one generation after another until `isDone`. */
    async function askUntil(isDone: (step: Step) => boolean): Promise<readonly Step[]> {
      const all: Step[] = [];
      for (;;) {
        const before = readBreaker();
        const askedAtMs = Date.now();
        const told = await ask(door, stage);
        const step = { told, askedAtMs, before, after: readBreaker() };
        all.push(step);
        if (isDone(step)) return all;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const isServedBy = (key: string, { told: { end } }: Step): boolean =>
      end.type === 'completed' && end.model === modelId(stage, key);
    /** When the troubled model was asked in vain, as it saw it; epoch milliseconds. */
    const refusals = (): readonly number[] =>
      seenBy(stage, 'a', service.simulator)
        .filter(({ status }) => status === 503)
        .map(({ at }) => at);
    const refused = (): number => refusals().length;

    test('costs its callers nothing but the first tries, is probed seldom, and is back within seconds', async () => {
      setStage({ ...stage, models: [{ key: 'a', faults: ['503'], isForever: true }] }, service.simulator);
      const opening = await askUntil(({ after }) => after.state === 'OPEN');
      expect(refused()).toBe(5);

      // The first probe finds it down, and doubles the cool-down.
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
      // Until the time has come nobody is sent there; whoever asks afterwards is.
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

function ask(door: Door, stage: Stage): Promise<Told> {
  return door.ask(service, { prompt: 'Say "well".', chain: stage.name });
}
