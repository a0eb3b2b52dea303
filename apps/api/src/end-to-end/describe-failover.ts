import type { SeenRequest, Simulator } from '@penstock/simulator';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { type RecordedGeneration, readGeneration } from './read-generation.ts';
import { modelId, type Stage, type StageModel, seenBy, setStage, stagePolicy } from './stage.ts';
import type { CallerRequest, CallerResult, TestEndpoint } from './test-endpoint.ts';
import { testEndpoints } from './test-endpoints.ts';

/** The behaviour of an upstream, and the expected result. */
export type Row = {
  /** The name of the stage: letters, digits and dashes. */
  key: string;
  /** The rest of the sentence that starts with the upstream. */
  title: string;
  models: readonly StageModel[];
  /** Merged into the request. */
  request?: Partial<CallerRequest>;
  check(scene: Scene): void | Promise<void>;
};

/** The facts of a row after its first generation. */
export type Scene = {
  endpoint: TestEndpoint;
  service: TestPenstock;
  result: CallerResult;
  record: RecordedGeneration;
  /** The complete answer of most models, and of models with `voice-2` in their names. */
  whole: string;
  otherWhole: string;
  /** The id of one of the row's models. */
  model(key: string): string;
  /** The requests that reached one of the row's models, oldest first. */
  seen(key: string): readonly SeenRequest[];
  /** Runs another generation. */
  sendAgain(): Promise<CallerResult>;
};

const prompt = 'Explain in 40 words why rivers bend.';

/** Tests each row on each endpoint, on one service. Each pair has its own models. */
export function describeFailover(title: string, rows: readonly Row[], features = ''): void {
  describe(title, () => {
    const stageOf = (row: Row, endpoint: TestEndpoint): Stage => ({
      name: `${row.key}-${endpoint.name}`,
      models: row.models,
    });
    let service: TestPenstock;
    let whole: string;
    let otherWhole: string;
    beforeAll(async () => {
      service = await startPenstock({
        simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 1_000 } }],
        policy: (simulator) => {
          const stages = testEndpoints.flatMap((endpoint) => rows.map((row) => stageOf(row, endpoint)));
          return stagePolicy(stages, simulator as Simulator, features);
        },
      });
      whole = await readAnswer(service.simulator, 'reference');
      otherWhole = await readAnswer(service.simulator, 'voice-2');
    }, 60_000);
    afterAll(() => service.close());

    describe.each(testEndpoints)('through the $name', (endpoint) => {
      test.each(rows)('$title', async (row) => {
        const stage = stageOf(row, endpoint);
        setStage(stage, service.simulator);
        const sendOnce = (): Promise<CallerResult> =>
          endpoint.send(service, { prompt, chain: stage.name, ...row.request });
        const result = await sendOnce();
        await row.check({
          endpoint,
          service,
          result,
          record: await readGeneration(service, result.generationId),
          whole,
          otherWhole,
          model: (key) => modelId(stage, key),
          seen: (key) => seenBy(stage, key, service.simulator),
          sendAgain: sendOnce,
        });
      });
    });
  });
}

/** The simulator's answer without faults. */
async function readAnswer(simulator: Simulator, model: string): Promise<string> {
  const response = await fetch(`${simulator.baseUrl('openai')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] }),
  });
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
  const text = choices[0]?.message.content;
  if (text === undefined) throw new Error('The simulator gave no answer.');
  return text;
}
