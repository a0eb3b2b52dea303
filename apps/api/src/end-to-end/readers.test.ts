import { type Simulator, startSimulator, type Tap } from '@penstock/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MeasuredService } from '../testing/measured-service.ts';
import { ProtocolClient, type ProtocolMessage } from '../testing/protocol-client.ts';
import { query, readGeneration } from './read-generation.ts';

const fields = `{
  __typename
  ... on NumberedEvent { generationId number follows }
  ... on TextDelta { text }
  ... on GenerationCompleted { generation { text } }
}`;
const generate = `subscription ($input: GenerateInput!) { generate(input: $input) ${fields} }`;
const attach = `subscription ($id: ID!, $after: Int) { generation(id: $id, after: $after) ${fields} }`;

type Event = {
  __typename: string;
  generationId: string;
  number: number;
  follows: number;
  text?: string;
  generation?: { text: string };
};

/** The most unread bytes of a paused socket in the last test: 190 times the complete answer. */
const unsentAllowed = { PENSTOCK_MAX_UNSENT_BYTES: String(256 * 1024 * 1024) };

let simulator: Simulator;
let service: MeasuredService;

beforeAll(async () => {
  simulator = await startSimulator({ pace: { firstTokenMs: 10, tokensPerSecond: 100 } });
  service = await MeasuredService.start(
    `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
models:
  sim:
    calm: { context_window: 32768, max_output_tokens: 16384 }
    rushing-0ms-0tps: { context_window: 65536, max_output_tokens: 50000 }
`,
    unsentAllowed,
  );
}, 60_000);
afterAll(async () => {
  await service.close();
  await simulator.close();
});

function eventOf({ payload }: ProtocolMessage): Event | null {
  const data = (payload as { data?: { generate?: Event; generation?: Event } } | undefined)?.data;
  return data?.generate ?? data?.generation ?? null;
}

function eventsOf(client: ProtocolClient, id: string): readonly Event[] {
  const all = client.received.filter((message) => message.id === id && message.type === 'next').map(eventOf);
  return all.filter((event) => event !== null);
}

const connect = (): Promise<ProtocolClient> => ProtocolClient.connect(service.webSocketUrl, service.authorization);

/** Starts a generation and closes its socket after a number of events. */
async function readAndLeave(input: Record<string, unknown>, count: number): Promise<readonly Event[]> {
  const client = await connect();
  client.subscribe('1', generate, { input });
  await client.waitFor(() => eventsOf(client, '1').length >= count);
  client.socket.terminate();
  await client.closed;
  return eventsOf(client, '1');
}

/** Reads a generation from a number to its end. */
async function readRest(id: string, after: number): Promise<readonly Event[]> {
  const client = await connect();
  client.subscribe('1', attach, { id, after });
  await client.result('1');
  client.socket.terminate();
  return eventsOf(client, '1');
}

/** Sends a token of an answer, and waits until the service has it as a separate event. */
async function bringToken(tap: Tap, id: string): Promise<void> {
  const { text } = await readGeneration(service, id);
  tap.letThrough(1);
  const now = async (): Promise<number> => (await readGeneration(service, id)).text.length;
  await expect.poll(now, { timeout: 10_000, interval: 5 }).toBeGreaterThan(text.length);
}

/** No event is missing or repeated. */
function expectUnbroken(events: readonly Event[], after = 0): void {
  let last = after;
  for (const event of events) {
    expect(event.follows).toBe(last);
    last = event.number;
  }
}

function textOf(events: readonly Event[]): string {
  return events.map(({ text }) => text ?? '').join('');
}

describe('a reader', () => {
  test('that lost its connection gets exactly the rest of a detached generation', async () => {
    const tap = simulator.tap('calm');
    tap.letThrough(1);
    const input = { prompt: 'Write 60 tokens about rivers.', model: 'sim/calm', detached: true };
    const begun = await readAndLeave(input, 2);
    const { generationId: id, number } = begun.at(-1) as Event;
    for (let times = 0; times < 3; times++) await bringToken(tap, id);
    expect(simulator.openStreams()).toBe(1);
    tap.letThrough();
    const rest = await readRest(id, number);
    const all = [...begun, ...rest];
    expectUnbroken(all);
    expect(rest.find(({ __typename }) => __typename === 'TextDelta')?.number).toBeGreaterThan(number + 1);
    expect(all.at(-1)).toMatchObject({ __typename: 'GenerationCompleted', generation: { text: textOf(all) } });
    expect(await readGeneration(service, id)).toMatchObject({ status: 'COMPLETED', text: textOf(all) });
  }, 30_000);

  test('that comes after the end gets everything in few pieces, from any number', async () => {
    const input = { prompt: 'Write 30 tokens about valleys.', model: 'sim/calm', detached: true };
    const [{ generationId: id }] = (await readAndLeave(input, 1)) as [Event];
    await expect.poll(async () => (await readGeneration(service, id)).status, { timeout: 20_000 }).toBe('COMPLETED');
    const { text } = await readGeneration(service, id);
    const whole = await readRest(id, 0);
    expect(whole.map(({ __typename }) => __typename)).toEqual([
      'GenerationStarted',
      'TextDelta',
      'GenerationCompleted',
    ]);
    for (const after of [0, 1, 2, 7, (whole.at(-1) as Event).number - 1]) {
      const rest = await readRest(id, after);
      expectUnbroken(rest, after);
      expect(text.endsWith(textOf(rest))).toBe(true);
    }
  }, 30_000);

  test('that leaves does not affect a reader that stays; the last reader to leave ends the upstream', async () => {
    const tap = simulator.tap('calm');
    tap.letThrough(1);
    const first = await connect();
    const input = { prompt: 'Write 400 tokens about deltas.', model: 'sim/calm' };
    first.subscribe('1', generate, { input });
    await first.waitFor(() => eventsOf(first, '1').length > 1);
    const { generationId: id } = eventsOf(first, '1')[0] as Event;
    const second = await connect();
    second.subscribe('1', attach, { id });
    await second.waitFor(() => eventsOf(second, '1').length > 1);
    first.socket.terminate();
    await first.closed;
    for (let times = 0; times < 6; times++) {
      const heard = eventsOf(second, '1').length;
      await bringToken(tap, id);
      await second.waitFor(() => eventsOf(second, '1').length > heard);
    }
    expect(simulator.openStreams()).toBe(1);
    second.send({ type: 'complete', id: '1' });
    await expect.poll(() => simulator.openStreams(), { timeout: 10_000 }).toBe(0);
    second.socket.terminate();
    const status = async (): Promise<string> => (await readGeneration(service, id)).status;
    await expect.poll(status, { timeout: 10_000 }).toBe('CANCELLED');
    expectUnbroken(eventsOf(second, '1'));
  }, 60_000);

  test('that does not read its socket uses no memory of the service, and gets merged deltas', async () => {
    const subscriptions = 190;
    const pieces = 100;
    const tap = simulator.tap('rushing-0ms-0tps');
    const { startGeneration } = await query<{ startGeneration: { id: string } }>(
      service,
      'mutation ($input: GenerateInput!) { startGeneration(input: $input) { id } }',
      { input: { prompt: 'Write 40000 tokens about the sea.', maxTokens: 45_000, model: 'sim/rushing-0ms-0tps' } },
    );
    const { id } = startGeneration;
    const client = await connect();
    const ids = Array.from({ length: subscriptions }, (_, index) => String(index));
    for (const one of ids) client.subscribe(one, attach, { id });
    await client.waitFor((message) => message.id === ids.at(-1));
    const watcher = await connect();
    watcher.subscribe('1', attach, { id });
    client.socket.pause();
    const before = await service.measure();
    // Each piece is at least one event, and all of them for all readers exceed the system's socket buffers. The loop
    // must be quick: a client that answers no ping is disconnected after 12 to 24 seconds.
    for (let times = 0; times < pieces; times++) {
      const heard = eventsOf(watcher, '1').length;
      tap.letThrough(400);
      await watcher.waitFor(() => eventsOf(watcher, '1').length > heard);
    }
    await expect.poll(async () => (await readGeneration(service, id)).status, { timeout: 20_000 }).toBe('COMPLETED');
    expect((await service.measure()).readers).toBeGreaterThanOrEqual(subscriptions);
    const { text } = await readGeneration(service, id);
    const everyFrameBytes = text.length * subscriptions;
    // The recorder of the generation works for a short time longer.
    const grown = async () => (await service.measure()).heapBytes - before.heapBytes;
    await expect.poll(grown, { timeout: 8_000, interval: 500 }).toBeLessThan(everyFrameBytes / 8);
    client.socket.resume();
    await Promise.all(ids.map((one) => client.result(one)));
    const events = ids.map((one) => eventsOf(client, one));
    const written = events.flat();
    const { number } = written.at(-1) as Event;
    expect(number).toBeGreaterThan(pieces);
    for (const some of events) {
      expectUnbroken(some);
      expect(textOf(some)).toBe(text);
    }
    // Most events were merged before they were sent.
    expect(written.length).toBeLessThan((number * subscriptions) / 2);
    expect((await service.measure()).readers).toBe(0);
    client.socket.terminate();
    watcher.socket.terminate();
  }, 120_000);
});
