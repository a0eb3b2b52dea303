import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import type { Door, Told } from './door.ts';
import { doors } from './doors.ts';
import { modelId, type Stage, seenBy, setStage, stagePolicy } from './stage.ts';

const downForMs = 1_200;
const stages = doors.map(({ name }): Stage => ({ name: `outage-${name}`, models: [{ key: 'a' }, { key: 'b' }] }));

let service: TestPenstock;

beforeAll(async () => {
  service = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 2, tokensPerSecond: 0 } }],
    policy: (simulator) => {
      if (simulator === undefined) throw new Error('There is a simulator by default.');
      return stagePolicy(stages, simulator);
    },
  });
}, 60_000);
afterAll(() => service.close());

/** Asks one generation after another until `isDone`. */
async function askUntil(door: Door, stage: Stage, isDone: (told: Told) => boolean): Promise<readonly Told[]> {
  const all: Told[] = [];
  for (;;) {
    const told = await door.ask(service, { prompt: 'Say "well".', chain: stage.name });
    all.push(told);
    if (isDone(told)) return all;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each(doors.map((door, index) => ({ door, stage: stages[index] as Stage })))(
  'A model that is down for a while, through the $door.name',
  ({ door, stage }) => {
    test('costs its callers nothing but the first tries, is probed seldom, and is back within seconds', async () => {
      setStage(
        { ...stage, models: [{ key: 'a', faults: [`down:${downForMs / 1_000}`], isForever: true }] },
        service.simulator,
      );
      const startedMs = Date.now();
      const health = () => service.services.health.read(modelId(stage, 'a'));
      const breakers = new Set<string>();
      const all = await askUntil(door, stage, ({ end }) => {
        breakers.add(health().breaker);
        return end.type === 'completed' && end.model === modelId(stage, 'a');
      });
      const backAfterMs = Date.now() - startedMs - downForMs;

      expect(all.filter(({ end }) => end.type !== 'completed')).toEqual([]);
      expect(all.length).toBeGreaterThan(10);
      expect([...breakers]).toContain('OPEN');
      const seen = seenBy(stage, 'a', service.simulator);
      const refused = seen.filter(({ status }) => status === 503);
      // Five that trip it, and a probe after each cool-down: 1 s, 2 s.
      expect(refused.length).toBeLessThanOrEqual(8);
      expect(backAfterMs).toBeLessThan(3_000);
      expect(health()).toMatchObject({ breaker: 'CLOSED' });
    }, 10_000);
  },
);
