import { type Simulator, startSimulator } from '@penstock/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../contract/adapter.ts';
import { isProviderError } from '../contract/errors/provider-error.ts';
import type { BatchedResult, ProviderBatches } from '../contract/provider-batches.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { createDialectAdapter, createVendorAdapter } from '../create-adapter.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

const options = { signal: new AbortController().signal };
const words = (text: string) =>
  modelRequest({ messages: [{ role: 'user', parts: [{ type: 'text', text: `Repeat after me: "${text}"` }] }] });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.clear());
afterAll(() => simulator.close());

const textOf = (result: BatchedResult | undefined): string => {
  if (result?.type === 'answered') return result.answer;
  return result?.type === 'unreadable' ? result.text : '';
};

async function all<Value>(batches: AsyncIterable<readonly Value[]>): Promise<readonly Value[]> {
  const values: Value[] = [];
  for await (const batch of batches) values.push(...batch);
  return values;
}

describe.each(['openai', 'anthropic'] as const)('the batches of %s', (vendor) => {
  let adapter: Adapter;
  const batches = (): ProviderBatches => {
    if (adapter.batches === undefined) throw new Error(`${vendor} has no batches.`);
    return adapter.batches;
  };
  beforeAll(() => {
    adapter = createVendorAdapter(vendor, providerSettings({ id: vendor, baseUrl: simulator.baseUrl(vendor) }));
  });
  afterAll(() => adapter.close());

  const id = '01a1fc0d-639c-7659-a51f-3cc80b0a1f91';
  const rowIds = ['01a1fc0d-639c-7659-a51f-000000000001', '01a1fc0d-639c-7659-a51f-000000000002'];
  const submit = () => {
    const rows = rowIds.map((rowId, index) => batches().write(words(`row ${index}`), rowId) ?? '');
    return batches().submit({ id, rows }, options);
  };
  const resultsOf = async (upstreamId: string): Promise<readonly BatchedResult[]> =>
    all(batches().results(upstreamId, options));
  const find = (otherIds: readonly string[] = [], submittedAtMs = Date.now()) =>
    batches().find({ id, rowIds, submittedAtMs, otherIds: new Set(otherIds) }, options);

  test('answer rows like calls, at their part of the price', async () => {
    const upstreamId = await submit();
    expect(await batches().poll(upstreamId, options)).toEqual({ type: 'ended', reason: null });
    const results = await resultsOf(upstreamId);
    expect(results.map(({ rowId }) => rowId)).toEqual(rowIds);
    const events: readonly StreamEvent[] = await all(batches().read(words('row 1'), textOf(results[1])));
    expect(events.flatMap((event) => (event.type === 'text-delta' ? event.text : [])).join('')).toBe('row 1');
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', billing: { priceFactor: 0.5 } });
    expect(events.at(-1)).not.toHaveProperty('billing.serviceTier');
  });

  test('report which rows have no answer, and why', async () => {
    simulator.script('test-model', ['500', null]);
    const results = await resultsOf(await submit());
    const refused = results.find(({ rowId }) => rowId === rowIds[0]);
    expect(refused).toMatchObject({ type: 'refused', problem: expect.stringMatching(/\w/) });
    expect(results.find(({ rowId }) => rowId === rowIds[1])).toMatchObject({ type: 'answered' });
  });

  test('name the row of a cut line, whose answer cannot be read', async () => {
    simulator.script('test-model', ['cut', null]);
    const results = await resultsOf(await submit());
    expect(results).toMatchObject([
      { type: 'unreadable', rowId: rowIds[0], text: expect.stringContaining('custom_id') },
      { type: 'answered', rowId: rowIds[1] },
    ]);
    await expect(all(batches().read(words('row 0'), textOf(results[0])))).rejects.toSatisfy(isProviderError);
  });

  test('are removed with their files, also repeatedly', async () => {
    const upstreamId = await submit();
    await resultsOf(upstreamId);
    await batches().remove(upstreamId, options);
    expect(simulator.batchFiles()).toEqual([]);
    expect(simulator.batches()).toMatchObject([{ areResultsRemoved: true }]);
    await expect(resultsOf(upstreamId)).rejects.toMatchObject({ status: 404 });
    await batches().remove(upstreamId, options);
  });

  test('leave no file behind if the batch is refused', async () => {
    simulator.script('batches', vendor === 'openai' ? [null, 'quota'] : ['quota']);
    await expect(submit()).rejects.toMatchObject({ kind: 'quota-exhausted' });
    expect(simulator.batchFiles()).toEqual([]);
  });

  test('run until they are cancelled', async () => {
    simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
    const upstreamId = await submit();
    expect(await batches().poll(upstreamId, options)).toEqual({ type: 'running' });
    await batches().cancel(upstreamId, options);
    expect(await batches().poll(upstreamId, options)).toEqual({ type: 'ended', reason: null });
    expect((await resultsOf(upstreamId)).every(({ type }) => type === 'refused')).toBe(true);
  });

  test('are found if the answer to their submission was lost, and not confused with others', async () => {
    expect(await find()).toEqual({ type: 'absent' });
    const stranger = batches().write(words('a stranger'), '01a1fc0d-639c-7659-a51f-000000000009') ?? '';
    const strangerId = await batches().submit({ id: crypto.randomUUID(), rows: [stranger, stranger] }, options);
    expect(await find()).toEqual({ type: 'absent' });
    expect(await find([strangerId])).toEqual({ type: 'absent' });
    simulator.script('batches', vendor === 'openai' ? [null, 'cut'] : ['cut']);
    await expect(submit()).rejects.toThrow('could not be reached');
    expect(await find([strangerId])).toEqual({ type: 'found', providerBatchId: simulator.batches()[1]?.id });
  });

  test('contain no row with its own service tier or headers', () => {
    const own = vendor === 'openai' ? { settings: { serviceTier: 'flex' } } : { betas: ['context-1m'] };
    expect(batches().write(modelRequest(own), id)).toBeNull();
  });

  test('contain no row for Responses', () => {
    expect(batches().write(modelRequest({ traits: { ...modelRequest().traits, api: 'responses' } }), 'row')).toBeNull();
    expect(batches().write(modelRequest({}), 'row')).not.toBeNull();
  });

  test('fail with typed errors', async () => {
    await expect(batches().poll('unknown', options)).rejects.toMatchObject({ status: 404 });
    await expect(all(batches().results('unknown', options))).rejects.toMatchObject({ status: 404 });
    const aborted = AbortSignal.abort(new Error('Left.'));
    await expect(all(batches().results('unknown', { signal: aborted }))).rejects.toThrow('Left.');
  });
});

test('a batch of Anthropic of the right size may be the lost one until it has ended', async () => {
  const adapter = createVendorAdapter(
    'anthropic',
    providerSettings({ id: 'anthropic', baseUrl: simulator.baseUrl('anthropic') }),
  );
  simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
  const rowId = crypto.randomUUID();
  const row = adapter.batches?.write(words('x'), rowId) ?? '';
  await adapter.batches?.submit({ id: rowId, rows: [row] }, options);
  const lost = { id: rowId, rowIds: [rowId], submittedAtMs: Date.now(), otherIds: new Set<string>() };
  expect(await adapter.batches?.find(lost, options)).toEqual({ type: 'undecided' });
  await adapter.close();
});

test('an endpoint with only a dialect has no batches', () => {
  const settings = providerSettings({ baseUrl: 'http://127.0.0.1:1' });
  expect(createDialectAdapter('openai', settings).batches).toBeUndefined();
  expect(createDialectAdapter('anthropic', settings).batches).toBeUndefined();
});
