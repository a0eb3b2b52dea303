import { type Simulator, startSimulator } from '@penstock/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MeasuredService } from '../testing/measured-service.ts';
import { ProtocolClient, type ProtocolMessage } from '../testing/protocol-client.ts';

const document = `subscription ($input: GenerateInput!) {
  generate(input: $input) { __typename ... on NumberedEvent { generationId number follows } ... on TextDelta { text } }
}`;
const limitMs = 120_000;

let simulator: Simulator;
let service: MeasuredService;

beforeAll(async () => {
  simulator = await startSimulator({ pace: { firstTokenMs: 20, tokensPerSecond: 1 } });
  // Without a grace time, a broken connection counts as a reader that leaves.
  const environment = { PENSTOCK_READER_GRACE_MS: '0' };
  const policy = `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, max_connections: 4096,
    timeouts: { connect_ms: 60000, first_token_ms: 60000, idle_ms: 60000 } }
models:
  sim: { model: { context_window: 32768, max_output_tokens: 16384, price: { input_per_mtok: 1, output_per_mtok: 2 } } }
`;
  service = await MeasuredService.start(policy, environment);
}, limitMs);
afterAll(async () => {
  await service.close();
  await simulator.close();
});

/** Matches the first text of a stream, or its error or end. */
function isFirst(id: string): (message: ProtocolMessage) => boolean {
  return (message) =>
    message.id === id && (message.type !== 'next' || JSON.stringify(message.payload ?? null).includes('"TextDelta"'));
}

/** Opens streams on a separate socket and waits for the first token of each. */
async function openStreams(count: number): Promise<ProtocolClient> {
  const client = await ProtocolClient.connect(service.webSocketUrl, service.authorization);
  const ids = Array.from({ length: count }, (_, index) => String(index));
  for (const id of ids) client.subscribe(id, document, { input: { prompt: `Write 500 tokens about river ${id}.` } });
  const firsts = await Promise.all(ids.map((id) => client.waitFor(isFirst(id))));
  const other = firsts.find(({ type }) => type !== 'next');
  if (other !== undefined) throw new Error(`A stream has no text: ${JSON.stringify(other)}`);
  return client;
}

async function untilNothingIsLeft(): Promise<void> {
  await expect.poll(() => simulator.openStreams(), { timeout: 10_000 }).toBe(0);
  await expect.poll(() => service.measure(), { timeout: 10_000 }).toMatchObject({ generations: 0, readers: 0 });
}

describe('the service under readers that come and go', () => {
  test(
    '2,000 open streams leave nothing behind when their readers leave',
    async () => {
      const before = await service.measure();
      const clients = await Promise.all(Array.from({ length: 100 }, () => openStreams(20)));
      expect(simulator.openStreams()).toBe(2_000);
      const open = await service.measure();
      expect(open).toMatchObject({ generations: 2_000, readers: 2_000 });
      expect((open.heapBytes - before.heapBytes) / 2_000).toBeLessThan(128 * 1024);
      for (const { socket } of clients) socket.terminate();
      await untilNothingIsLeft();
    },
    limitMs,
  );

  test(
    '1,000 readers connect, start to read and leave: the memory does not grow',
    async () => {
      const cycle = async (): Promise<void> => {
        const client = await openStreams(1);
        client.socket.terminate();
        await client.closed;
      };
      const cycles = async (count: number): Promise<void> => {
        let left = count;
        const work = async (): Promise<void> => {
          while (left-- > 0) await cycle();
        };
        await Promise.all(Array.from({ length: 40 }, work));
        await untilNothingIsLeft();
      };
      // The earlier streams have filled the memory for returning readers, so further streams must not grow it.
      await cycles(200);
      const before = await service.measure();
      await cycles(1_000);
      const after = await service.measure();
      // Objects that outlive their reader take more: a kept reader takes 3 KiB, or 14 KiB with its socket.
      expect((after.heapBytes - before.heapBytes) / 1_000).toBeLessThan(3 * 1024);
    },
    limitMs,
  );

  test(
    'a reader that leaves ends the upstream immediately',
    async () => {
      const delays: number[] = [];
      for (let round = 0; round < 20; round++) {
        simulator.clear();
        const client = await openStreams(1);
        const leftAt = Date.now();
        client.socket.terminate();
        await expect.poll(() => simulator.requests().at(-1)?.state, { interval: 5 }).toBe('aborted');
        delays.push((simulator.requests().at(-1)?.endedAt ?? Number.POSITIVE_INFINITY) - leftAt);
      }
      delays.sort((one, other) => one - other);
      expect(delays[10]).toBeLessThan(100);
      expect(delays.at(-1)).toBeLessThan(500);
    },
    limitMs,
  );
});
