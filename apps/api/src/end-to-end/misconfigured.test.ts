import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestPenstock } from '../testing/start-penstock.ts';
import { query } from './read-generation.ts';
import { modelId, type Stage, seenBy, setStage, startStages } from './stage.ts';
import type { CallerResult } from './test-endpoint.ts';
import { testEndpoints } from './test-endpoints.ts';

const ways = ['by-itself', 'by-check'] as const;
const stages = testEndpoints.flatMap(({ name }) =>
  ways.map((way): Stage => ({ name: `keys-${way}-${name}`, models: [{ key: 'a' }, { key: 'b' }] })),
);

let service: TestPenstock;

beforeAll(async () => {
  service = await startStages(stages);
}, 60_000);
afterAll(() => service.close());

describe.each(testEndpoints)('When every key is refused, through the $name', (endpoint) => {
  const stageOf = (way: (typeof ways)[number]): Stage =>
    stages.find(({ name }) => name === `keys-${way}-${endpoint.name}`) as Stage;
  const send = (stage: Stage): Promise<CallerResult> =>
    endpoint.send(service, { prompt: 'Say "well".', chain: stage.name });

  /** The provider refuses every key, one request detects it, and then the provider accepts the keys again. */
  async function refuseAndMend(stage: Stage): Promise<void> {
    const faults = ['bad-credentials'];
    const models = stage.models.map(({ key }) => ({ key, faults, isForever: true }));
    setStage({ ...stage, models }, service.simulator);
    expect((await send(stage)).end).toMatchObject({ type: 'failed', code: 'ALL_MODELS_FAILED' });
    setStage(stage, service.simulator);
  }

  test('requests are refused with the reasons for five seconds, and then a request succeeds with the repaired key', async () => {
    const stage = stageOf('by-itself');
    const mendedMs = Date.now();
    await refuseAndMend(stage);
    const refused = await send(stage);
    expect(refused.end).toMatchObject({ type: 'failed', code: 'NO_MODEL_AVAILABLE' });
    for (const { key } of stage.models) {
      expect(refused.end).toHaveProperty('message', expect.stringContaining(modelId(stage, key)));
      expect(seenBy(stage, key, service.simulator)).toHaveLength(1);
    }

    let result = refused;
    while (result.end.type === 'failed') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      result = await send(stage);
    }
    expect(Date.now() - mendedMs).toBeGreaterThanOrEqual(5_000);
    expect(result.end).toEqual({ type: 'completed', model: modelId(stage, 'a') });
    const [refusal, answer, ...more] = seenBy(stage, 'a', service.simulator);
    expect([refusal?.status, answer?.status, more]).toEqual([401, 200, []]);
    expect(service.services.health.read(modelId(stage, 'a'))).toMatchObject({ status: 'AVAILABLE' });
  }, 60_000);

  test('checkHealth restores it immediately', async () => {
    const stage = stageOf('by-check');
    await refuseAndMend(stage);
    expect((await send(stage)).end).toMatchObject({ type: 'failed', code: 'NO_MODEL_AVAILABLE' });
    const document = 'mutation ($model: ID) { checkHealth(model: $model) { status } }';
    const { checkHealth } = await query<{ checkHealth: { status: string }[] }>(service, document, {
      model: modelId(stage, 'a'),
    });
    expect(checkHealth).toEqual([{ status: 'AVAILABLE' }]);
    expect((await send(stage)).end).toEqual({ type: 'completed', model: modelId(stage, 'a') });
  }, 60_000);
});
