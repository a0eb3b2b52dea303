import { type Figure, median, micros } from '../figures.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { type Hosts, withHosts } from './hosts.ts';
import type { Storage } from './storage.ts';

const streams = 100;
const tokensPerStream = 250;
const calls = 2_000;
const callsAtOnce = 20;
/** Warms up the compilers: V8 continues compiling for more than ten thousand calls. */
const warmUpRounds = 4;
const rounds = 5;
const essay = { prompt: 'Write 400 tokens about rivers and the gates that hold them.', maxTokens: tokensPerStream };
const question = { prompt: 'Answer in 20 words: why do rivers bend?', maxTokens: 100 };

/** CPU of the whole process per token: 100 streams, a token every 20 ms. */
export function measureStreamedCpu(storage: Storage): Promise<readonly Figure[]> {
  const streaming = endpoints.filter((endpoint) => endpoint.stream !== null);
  return withHosts(
    streaming,
    { firstTokenMs: 20, tokensPerSecond: 50 },
    async (hosts) => {
      const load = async (endpoint: Endpoint): Promise<number> => {
        const { facts } = hosts.childOf(endpoint);
        await Promise.all(Array.from({ length: streams }, () => endpoint.stream?.(facts, essay)));
        return streams * tokensPerStream;
      };
      return inTurns(`CPU per streamed token (${streams} streams), ${storage.name}`, streaming, hosts, load);
    },
    storage.environment,
  );
}

/** CPU of the whole process per unstreamed answer, 20 calls at once, from an upstream without delay. */
export function measureCallCpu(storage: Storage): Promise<readonly Figure[]> {
  const calling = endpoints.filter((endpoint) => endpoint.call !== null);
  return withHosts(
    calling,
    { firstTokenMs: 0, tokensPerSecond: 0 },
    async (hosts) => {
      const load = async (endpoint: Endpoint): Promise<number> => {
        const { facts } = hosts.childOf(endpoint);
        let left = calls;
        const worker = async (): Promise<void> => {
          while (left-- > 0) await endpoint.call?.(facts, question);
        };
        await Promise.all(Array.from({ length: callsAtOnce }, worker));
        return calls;
      };
      return inTurns(`CPU per unstreamed call, ${storage.name}`, calling, hosts, load);
    },
    storage.environment,
  );
}

/** Loads the endpoints in turns, round after round, so that other load of the machine affects all of them. */
async function inTurns(
  name: string,
  measured: readonly Endpoint[],
  hosts: Hosts,
  load: (endpoint: Endpoint) => Promise<number>,
): Promise<readonly Figure[]> {
  const found = new Map(measured.map((endpoint) => [endpoint, [] as number[]]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const endpoint of measured) {
      const child = hosts.childOf(endpoint);
      const before = await child.sample();
      const count = await load(endpoint);
      const after = await child.sample();
      if (round >= 0) found.get(endpoint)?.push((after.cpuMicros - before.cpuMicros) / count);
    }
  }
  const values = measured.map((endpoint) => ({ endpoint, value: median(found.get(endpoint) ?? []) }));
  const peer = values.find(({ endpoint }) => endpoint.host === 'portkey')?.value ?? Number.NaN;
  return values.map(({ endpoint, value }) => ({
    name: `${name}, ${endpoint.name}`,
    value: micros(value),
    ...(endpoint.host === 'api' && { besides: `${(value / peer).toFixed(2)} of Portkey's` }),
  }));
}
