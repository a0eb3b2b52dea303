import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../simulator.ts';
import { get, post, rightKeys } from '../testing/http-client.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.clear());
afterAll(() => simulator.close());

const params = (text: string) => ({
  model: 'm',
  max_tokens: 50,
  messages: [{ role: 'user', content: `Repeat after me: "${text}"` }],
});
const requests = ['one', 'two', 'three'].map((text) => ({ custom_id: text, params: params(text) }));
const submit = async () => {
  const { json } = await post(simulator, 'anthropic', '/messages/batches', { requests });
  return json as { id: string; processing_status: string };
};
const results = async (id: string) => {
  const { text } = await get(simulator, 'anthropic', `/messages/batches/${id}/results`);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

test('a batch has an answer for each row, and bills their tokens', async () => {
  const { id } = await submit();
  expect(await results(id)).toMatchObject(
    ['one', 'two', 'three'].map((text) => ({
      custom_id: text,
      result: { type: 'succeeded', message: { content: [{ text }], usage: { service_tier: 'batch' } } },
    })),
  );
  expect(simulator.batches()).toMatchObject([{ id, bill: { outputTokens: expect.any(Number) } }]);
  expect(simulator.batches()[0]?.bill.inputTokens).toBeGreaterThan(0);
});

test('a batch takes the set time, and expires after the maximum number of rows', async () => {
  simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY, mostAnswered: 1 });
  const { id, processing_status } = await submit();
  expect(processing_status).toBe('in_progress');
  simulator.paceBatches({ mostAnswered: 1 });
  expect((await results(id)).map(({ result }) => result.type)).toEqual(['succeeded', 'expired', 'expired']);
});

test('a cancelled batch ends with the answered rows', async () => {
  simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
  const { id } = await submit();
  const { json } = await post(simulator, 'anthropic', `/messages/batches/${id}/cancel`, {});
  expect(json).toMatchObject({ processing_status: 'canceling' });
  expect((await results(id)).map(({ result }) => result.type)).toEqual(['canceled', 'canceled', 'canceled']);
});

test('a row has the fault of its model, and an unknown batch is refused', async () => {
  simulator.script('m', [null, '529']);
  const { id } = await submit();
  expect((await results(id)).map(({ result }) => result.type)).toEqual(['succeeded', 'errored', 'succeeded']);
  expect((await get(simulator, 'anthropic', '/messages/batches/unknown')).status).toBe(404);
  expect((await get(simulator, 'openai', `/batches/${id}`)).status).toBe(404);
});

test('a cut row is billed, and its line is cut', async () => {
  simulator.script('m', [null, 'cut']);
  const { id } = await submit();
  const { text } = await get(simulator, 'anthropic', `/messages/batches/${id}/results`);
  const [whole = '', cut = '', last = ''] = text.trim().split('\n');
  for (const line of [whole, last]) expect(JSON.parse(line)).toHaveProperty('result.type', 'succeeded');
  expect(cut).toContain('"custom_id":"two"');
  expect(() => JSON.parse(cut)).toThrow();
  expect(simulator.batches()[0]?.bill.outputTokens).toBe(3);
});

test('the results of a batch can be removed once', async () => {
  const { id } = await submit();
  const address = `${simulator.baseUrl('anthropic')}/messages/batches/${id}`;
  const remove = async () => (await fetch(address, { method: 'DELETE', headers: rightKeys })).status;
  simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
  const running = await submit();
  expect((await fetch(address.replace(id, running.id), { method: 'DELETE', headers: rightKeys })).status).toBe(404);
  expect(await remove()).toBe(200);
  expect(await remove()).toBe(404);
  expect((await get(simulator, 'anthropic', `/messages/batches/${id}/results`)).status).toBe(404);
  expect((await get(simulator, 'anthropic', `/messages/batches/${id}`)).status).toBe(200);
});
