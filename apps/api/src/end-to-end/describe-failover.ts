import type { SeenRequest, Simulator } from '@penstock/simulator';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { type RecordedGeneration, readGeneration } from './read-generation.ts';
import { modelId, type Stage, type StageModel, seenBy, setStage, stagePolicy } from './stage.ts';
import type { Ask, Door, Told } from './test-endpoint.ts';
import { doors } from './test-endpoints.ts';

/** What an upstream does, and what has to follow from it. */
export type Row = {
  /** Of the stage: letters, digits and dashes. */
  key: string;
  /** The rest of the sentence that begins with the upstream. */
  title: string;
  models: readonly StageModel[];
  /** Added to the request. */
  ask?: Partial<Ask>;
  check(scene: Scene): void | Promise<void>;
};

/** What a row may look at when the first generation has ended. */
export type Scene = {
  door: Door;
  service: TestPenstock;
  told: Told;
  record: RecordedGeneration;
  /** The whole answer of most models, and that of models with `voice-2` in their names. */
  whole: string;
  otherWhole: string;
  /** The id of one of the row's models. */
  model(key: string): string;
  /** The requests that reached one of the row's models, oldest first. */
  seen(key: string): readonly SeenRequest[];
  /** One more generation. */
  askAgain(): Promise<Told>;
};

const prompt = 'Explain in 40 words why rivers bend.';

/** Tries each row through each door, on one service; each pair has models of its own. */
export function describeConduct(title: string, rows: readonly Row[], features = ''): void {
  describe(title, () => {
    const stageOf = (row: Row, door: Door): Stage => ({ name: `${row.key}-${door.name}`, models: row.models });
    let service: TestPenstock;
    let whole: string;
    let otherWhole: string;
    beforeAll(async () => {
      service = await startPenstock({
        simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 1_000 } }],
        policy: (simulator) => {
          const stages = doors.flatMap((door) => rows.map((row) => stageOf(row, door)));
          return stagePolicy(stages, simulator as Simulator, features);
        },
      });
      whole = await readAnswer(service.simulator, 'reference');
      otherWhole = await readAnswer(service.simulator, 'voice-2');
    }, 60_000);
    afterAll(() => service.close());

    describe.each(doors)('through the $name', (door) => {
      test.each(rows)('$title', async (row) => {
        const stage = stageOf(row, door);
        setStage(stage, service.simulator);
        const askOnce = (): Promise<Told> => door.ask(service, { prompt, chain: stage.name, ...row.ask });
        const told = await askOnce();
        await row.check({
          door,
          service,
          told,
          record: await readGeneration(service, told.generationId),
          whole,
          otherWhole,
          model: (key) => modelId(stage, key),
          seen: (key) => seenBy(stage, key, service.simulator),
          askAgain: askOnce,
        });
      });
    });
  });
}

/** What the simulator answers when all is well. */
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
