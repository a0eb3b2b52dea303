import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';
import { checkResponseEvents, type ResponseEvent } from './testing/check-response-events.ts';

let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  const facts = 'context_window: 64000, max_output_tokens: 4000, price: { input_per_mtok: 1, output_per_mtok: 2 }';
  penstock = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 2_000 } }],
    policy: (simulator) => `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
models:
  sim: { told: { ${facts} }, left: { ${facts} }, ended: { ${facts} }, sim-500: { ${facts} }, plain: { ${facts} } }
retention: { content_days: 30 }
`,
  });
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(() => penstock.close());

const input = 'Say "one two three four five six seven eight".';
const said = 'one two three four five six seven eight';

async function ended(id: string): Promise<OpenAI.Responses.Response> {
  return vi.waitFor(async () => {
    const response = await client.responses.retrieve(id);
    expect(response.status).not.toBe('in_progress');
    return response;
  }, 10_000);
}

test('a response in the background is returned at once, and readable when it is complete', async () => {
  const tap = penstock.simulator.tap('told');
  const started = await client.responses.create({ model: 'sim/told', input, background: true });
  expect(started).toMatchObject({ status: 'in_progress', background: true, output: [], store: true, error: null });
  expect(started.usage).toBeNull();
  expect(await client.responses.retrieve(started.id)).toMatchObject({ status: 'in_progress', background: true });
  tap.letThrough();
  const whole = await ended(started.id);
  expect(whole).toMatchObject({ id: started.id, status: 'completed', background: true, output_text: said });
  expect(whole.usage?.output_tokens).toBeGreaterThan(0);
});

test('its stream continues without its client, and can be read from any event number', async () => {
  const tap = penstock.simulator.tap('left');
  const stream = await client.responses.create({ model: 'sim/left', input, background: true, stream: true });
  tap.letThrough(3);
  const first: ResponseEvent[] = [];
  for await (const event of stream) {
    first.push(event as unknown as ResponseEvent);
    if (event.type === 'response.output_text.delta') break;
  }
  const [{ response: opened }] = first as [ResponseEvent];
  expect(opened).toMatchObject({ status: 'in_progress', background: true });
  // The client has left, as after a lost connection; the upstream call is not aborted.
  await new Promise((resolve) => setTimeout(resolve, 100));
  tap.letThrough();
  expect(await ended(opened.id)).toMatchObject({ status: 'completed', output_text: said });
  const after = first.at(-1)?.sequence_number as number;
  const rest: ResponseEvent[] = [];
  for await (const event of await client.responses.retrieve(opened.id, { stream: true, starting_after: after })) {
    rest.push(event as unknown as ResponseEvent);
  }
  checkResponseEvents([...first, ...rest]);
  expect(rest.at(-1)).toMatchObject({ type: 'response.completed', response: { background: true } });
});

test('it can be cancelled, which ends the call of its model', async () => {
  const tap = penstock.simulator.tap('ended');
  const { id } = await client.responses.create({ model: 'sim/ended', input, background: true });
  tap.letThrough(2);
  expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled', background: true });
  expect(await client.responses.retrieve(id)).toMatchObject({ status: 'cancelled' });
  await vi.waitFor(() => expect(penstock.simulator.requests().at(-1)?.state).toBe('aborted'));
  expect(await client.responses.cancel(id)).toMatchObject({ status: 'cancelled' });
});

test('a failure is in its status, and a request that no model can serve is refused at once', async () => {
  const alone = { enable_fallback: false };
  const { id } = await client.responses.create({ model: 'sim/sim-500', input, background: true, ...alone });
  expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
  await expect(client.responses.create({ model: 'sim/none', input, background: true })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
  await expect(
    client.responses.create({ model: 'sim/told', input, background: true, store: false }),
  ).rejects.toMatchObject({ status: 400, param: 'background' });
});

test('a stored response is removed by its id, with its input, and its record stays', async () => {
  const { id } = await client.responses.create({ model: 'sim/plain', input: 'Say "a secret".' });
  expect(await client.responses.retrieve(id)).toMatchObject({ status: 'completed' });
  expect(await client.responses.delete(id)).toEqual({ id, object: 'response', deleted: true });
  const gone = { status: 404 };
  await expect(client.responses.retrieve(id)).rejects.toMatchObject(gone);
  await expect(client.responses.retrieve(id, { stream: true })).rejects.toMatchObject(gone);
  await expect(client.responses.delete(id)).rejects.toMatchObject(gone);
  await expect(
    client.responses.create({ model: 'sim/plain', input: 'And?', previous_response_id: id }),
  ).rejects.toMatchObject({ ...gone, param: 'previous_response_id' });
  const generationId = id.slice(5).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const row = await penstock.services.prisma.generation.findUnique({
    where: { id: generationId },
    include: { content: true },
  });
  expect(row).toMatchObject({ status: 'COMPLETED', modelId: 'sim/plain', content: null });
  const entries = await penstock.services.prisma.auditEntry.findMany({ where: { action: 'response.remove' } });
  expect(entries).toMatchObject([{ targetType: 'generation', targetId: generationId, outcome: 'SUCCEEDED' }]);
});

test('a running response is not removed', async () => {
  const tap = penstock.simulator.tap('told');
  const { id } = await client.responses.create({ model: 'sim/told', input, background: true });
  await expect(client.responses.delete(id)).rejects.toMatchObject({ status: 409 });
  tap.letThrough();
  await ended(id);
  expect(await client.responses.delete(id)).toMatchObject({ deleted: true });
});
