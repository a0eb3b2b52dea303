import { type Figure, median, micros } from '../figures.ts';
import { type Door, doors } from './doors.ts';
import { type Hosts, withHosts } from './hosts.ts';
import type { Storage } from './storage.ts';

const streams = 100;
const tokensPerStream = 250;
const calls = 2_000;
const callsAtOnce = 20;
/** For the compilers: V8 goes on compiling for ten thousand calls and more. */
const warmUpRounds = 4;
const rounds = 5;
const essay = { prompt: 'Write 400 tokens about rivers and the gates that hold them.', maxTokens: tokensPerStream };
const question = { prompt: 'Answer in 20 words: why do rivers bend?', maxTokens: 100 };

/** CPU of the whole process for each token: 100 streams, a token every 20 ms. */
export function measureStreamedCpu(storage: Storage): Promise<readonly Figure[]> {
  const streaming = doors.filter((door) => door.stream !== null);
  return withHosts(
    streaming,
    { firstTokenMs: 20, tokensPerSecond: 50 },
    async (hosts) => {
      const load = async (door: Door): Promise<number> => {
        const { facts } = hosts.childOf(door);
        await Promise.all(Array.from({ length: streams }, () => door.stream?.(facts, essay)));
        return streams * tokensPerStream;
      };
      return inTurns(`CPU per streamed token (${streams} streams), ${storage.name}`, streaming, hosts, load);
    },
    storage.environment,
  );
}

/** CPU of the whole process for each answer in one piece, 20 at once, of an upstream that answers at once. */
export function measureCallCpu(storage: Storage): Promise<readonly Figure[]> {
  const calling = doors.filter((door) => door.call !== null);
  return withHosts(
    calling,
    { firstTokenMs: 0, tokensPerSecond: 0 },
    async (hosts) => {
      const load = async (door: Door): Promise<number> => {
        const { facts } = hosts.childOf(door);
        let left = calls;
        const worker = async (): Promise<void> => {
          while (left-- > 0) await door.call?.(facts, question);
        };
        await Promise.all(Array.from({ length: callsAtOnce }, worker));
        return calls;
      };
      return inTurns(`CPU per unstreamed call, ${storage.name}`, calling, hosts, load);
    },
    storage.environment,
  );
}

/** Loads the doors one after the other, round after round, so that a busy moment of the machine falls on all. */
async function inTurns(
  name: string,
  measured: readonly Door[],
  hosts: Hosts,
  load: (door: Door) => Promise<number>,
): Promise<readonly Figure[]> {
  const found = new Map(measured.map((door) => [door, [] as number[]]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const door of measured) {
      const child = hosts.childOf(door);
      const before = await child.sample();
      const count = await load(door);
      const after = await child.sample();
      if (round >= 0) found.get(door)?.push((after.cpuMicros - before.cpuMicros) / count);
    }
  }
  const values = measured.map((door) => ({ door, value: median(found.get(door) ?? []) }));
  const peer = values.find(({ door }) => door.host === 'portkey')?.value ?? Number.NaN;
  return values.map(({ door, value }) => ({
    name: `${name}, ${door.name}`,
    value: micros(value),
    ...(door.host === 'api' && { besides: `${(value / peer).toFixed(2)} of Portkey's` }),
  }));
}
