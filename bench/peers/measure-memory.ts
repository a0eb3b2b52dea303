import type { Figure } from '../figures.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { withHosts } from './hosts.ts';
import { type Environment, withPrograms } from './programs.ts';
import { embedded, onServer } from './storage.ts';

const manyStreams = 1_000;
const essay = { prompt: 'Write 2000 tokens about rivers.', maxTokens: 2_000 };

const settleMs = 8_000;

/** Bytes: resident at rest after the first start on a machine and after a later one, and with 100 streams. */
type Memory = { firstIdle: number; idle: number; loaded: number; perStream: number };

/**
 * Resident memory of each program as its users start it, without a forced collection. Measured at rest, and with 100
 * streams of a token every 20 ms. Also the heap and buffers of one of 1,000 open streams after a collection. One process per
 * endpoint.
 */
export async function measureMemory(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const endpoint of endpoints.filter((one) => one.stream !== null)) {
    figures.push(...figuresOf(endpoint.name, await measure(endpoint, embedded.environment)));
  }
  const ours = endpoints.find((endpoint) => endpoint.host === 'api' && endpoint.stream !== null);
  const there = await onServer(async ({ name, environment }) =>
    ours === undefined ? [] : figuresOf(`${ours.name}, ${name}`, await measure(ours, environment)),
  );
  return [...figures, ...(there ?? [])];
}

async function measure(endpoint: Endpoint, environment: Environment): Promise<Memory> {
  const pace = { firstTokenMs: 20, tokensPerSecond: 50 };
  const resident = await withPrograms(pace, async (upstreamUrl, start) => {
    const first = await start(endpoint.host, upstreamUrl, environment);
    // The process returns the memory of its start to the system over some seconds.
    await pause(settleMs);
    const firstIdle = first.residentBytes();
    await first.stop();
    const later = await start(endpoint.host, upstreamUrl, environment);
    await pause(settleMs);
    const idle = later.residentBytes();
    await open(endpoint, later.facts, 100);
    await pause(settleMs);
    return { firstIdle, idle, loaded: later.residentBytes() };
  });
  const perStream = await withHosts(
    [endpoint],
    { firstTokenMs: 20, tokensPerSecond: 1 },
    async (hosts) => {
      const child = hosts.childOf(endpoint);
      await open(endpoint, child.facts, 10);
      const before = await child.sample(true);
      await open(endpoint, child.facts, manyStreams);
      const after = await child.sample(true);
      return (after.heapUsed + after.external - before.heapUsed - before.external) / manyStreams;
    },
    environment,
  );
  return { ...resident, perStream };
}

/** Opens streams and returns after the first token of each stream. The streams stay open; their end does not matter. */
async function open(endpoint: Endpoint, facts: Readonly<Record<string, string>>, count: number): Promise<void> {
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      endpoint.stream?.(facts, essay, resolve).catch(reject);
    });
  await Promise.all(Array.from({ length: count }, one));
}

function figuresOf(name: string, { firstIdle, idle, loaded, perStream }: Memory): readonly Figure[] {
  const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
  return [
    { name: `memory, resident idle, ${name}`, value: mebibytes(idle), besides: `first start ${mebibytes(firstIdle)}` },
    { name: `memory, resident with 100 streams, ${name}`, value: mebibytes(loaded) },
    { name: `memory per open stream (${manyStreams}), ${name}`, value: `${(perStream / 1024).toFixed(1)} KiB` },
  ];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
