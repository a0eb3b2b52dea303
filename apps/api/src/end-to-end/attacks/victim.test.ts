import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

let stage: AttackStage;
beforeAll(async () => {
  stage = await startAttackStage();
}, 60_000);
afterAll(() => stage?.close());

test('a victim gets its tokens without an attack, and reports a blocked service', async () => {
  const alone = await stage.victim.alone();
  expect(alone).toMatchObject({ end: null });
  expect(alone.deltas).toBeGreaterThan(5);
  const frozen = await stage.victim.during(async () => {
    process.kill(stage.service.processId, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    process.kill(stage.service.processId, 'SIGCONT');
  });
  expect(frozen.longestSilenceMs).toBeGreaterThan(1_500);
}, 30_000);
