import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

const facts =
  'context_window: 200000, max_output_tokens: 1000, quality: 0.7, price: { input_per_mtok: 2, cached_input_per_mtok: 0.2, output_per_mtok: 4 }';

let penstock: TestPenstock;

beforeAll(async () => {
  penstock = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 1, tokensPerSecond: 5_000 } }],
    policy: (simulator) => {
      const provider = (key: string): string =>
        `{ dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: ${key}, retry: { attempts: 1, base_ms: 1, max_ms: 1 } }`;
      return `providers:
  a: ${provider('key-a')}
  b: ${provider('key-b')}
  c: ${provider('key-c')}
models:
  a:
    one: { ${facts}, deployments: [{ id: first, provider: a }, { id: second, provider: c }] }
  b:
    two: { ${facts} }
`;
    },
  });
}, 60_000);
afterAll(() => penstock.close());

type Message = { role: string; content: string };
type Answer = { id: string; costUsd: number; model: string };

async function ask(messages: readonly Message[], model: string, session: string): Promise<Answer & { text: string }> {
  const response = await fetch(`${penstock.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'x-penstock-session': session },
    body: JSON.stringify({ model, messages }),
  });
  const body = (await response.json()) as {
    model: string;
    choices: { message: { content: string } }[];
    penstock: { generation_id: string; cost_usd: number };
  };
  return {
    id: body.penstock.generation_id,
    costUsd: body.penstock.cost_usd,
    model: body.model,
    text: body.choices[0]?.message.content ?? '',
  };
}

/** A growing conversation, like that of an agent. `sessionOf`: the session of each turn. */
async function runAgent(
  name: string,
  model: string,
  turns: number,
  sessionOf: (turn: number) => string,
): Promise<readonly Answer[]> {
  const messages: Message[] = [
    { role: 'system', content: `You are the agent ${name}. ${'Rules matter here. '.repeat(1_500)}` },
  ];
  const answers: Answer[] = [];
  for (let turn = 0; turn < turns; turn++) {
    messages.push({ role: 'user', content: `Say "step ${turn}" ${'and look at this result. '.repeat(60)}` });
    const { text, ...answer } = await ask(messages, model, sessionOf(turn));
    messages.push({ role: 'assistant', content: text });
    answers.push(answer);
  }
  return answers;
}

const sum = (answers: readonly Answer[]): number => answers.reduce((total, { costUsd }) => total + costUsd, 0);

describe('a session', () => {
  test('of 30 turns through auto costs the same as the same agent on one model', { timeout: 120_000 }, async () => {
    const byHand = sum(await runAgent('by hand', 'b/two', 30, () => 'by-hand'));
    const warm = sum(await runAgent('warm', 'auto:ROUND_ROBIN', 30, () => 'warm'));
    const cold = sum(await runAgent('cold', 'auto:ROUND_ROBIN', 30, (turn) => `cold-${turn}`));
    expect(warm / byHand).toBeLessThanOrEqual(1.1);
    // Without sessions, each turn goes to another model, deployment and account.
    expect(cold / byHand).toBeGreaterThan(1.25);
  });

  test('continues by the id of the previous response, with other instructions', { timeout: 60_000 }, async () => {
    const models = new Set<string>();
    let previous: string | null = null;
    for (let turn = 0; turn < 5; turn++) {
      const body =
        turn === 0 ? { instructions: 'Be brief.', input: 'Rules matter. '.repeat(1_500) } : { input: `${turn}` };
      const response = await fetch(`${penstock.url}/v1/responses`, {
        method: 'POST',
        headers: { authorization: penstock.authorization },
        body: JSON.stringify({ model: 'auto:ROUND_ROBIN', previous_response_id: previous, ...body }),
      });
      const { id, model } = (await response.json()) as { id: string; model: string };
      previous = id;
      models.add(model);
    }
    expect([...models]).toEqual([expect.stringMatching(/^(a|b)\//)]);
  });

  test('moves once if its model fails, and reports both amounts in its plan', { timeout: 60_000 }, async () => {
    const begun = await runAgent('moving', 'b/two', 1, () => 'moving');
    expect(begun[0]?.model).toBe('b/two');
    penstock.simulator.script('two', ['500']);
    const after = await runAgent('moving', 'auto:ROUND_ROBIN', 4, () => 'moving');
    expect(after.map(({ model }) => model)).toEqual(['a/one', 'a/one', 'a/one', 'a/one']);
    const last = penstock.services.generations.find(after.at(-1)?.id ?? '');
    expect(last?.plan.candidates[0]?.reasons[0]).toMatchObject({
      code: 'warm-cache',
      figures: { modelId: 'a/one', savedUsd: expect.any(Number), gainUsd: 0 },
    });
    expect(new Set(last?.attempts.map(({ deploymentId }) => deploymentId)).size).toBe(1);
  });
});
