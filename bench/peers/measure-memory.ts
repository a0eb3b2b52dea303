import { findPostgres, howToGetPostgres, startPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import type { Figure } from '../figures.ts';
import { type Door, doors } from './doors.ts';
import { withHosts } from './hosts.ts';

const manyStreams = 1_000;
const essay = { prompt: 'Write 2000 tokens about rivers.', maxTokens: 2_000 };

type Memory = { idle: number; loaded: number; perStream: number };

/**
 * Resident memory, at rest after the start and with 100 streams that bring a token every 20 ms; and what one of 1,000 open
 * streams holds in heap and buffers, after a collection. A process of its own per door.
 */
export async function measureMemory(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const door of doors.filter((one) => one.stream !== null)) {
    figures.push(...figuresOf(door.name, await measure(door)));
  }
  const programs = findPostgres();
  const onServer = doors.find((door) => door.host === 'api' && door.stream !== null);
  if (programs === null) console.log(`\nWithout Penstock's memory on a PostgreSQL server: ${howToGetPostgres}.`);
  else if (onServer !== undefined) {
    const server = await startPostgres(programs);
    const memory = await measure(onServer, { DATABASE_URL: server.url }).finally(() => server.remove());
    figures.push(...figuresOf(`${onServer.name} on a PostgreSQL server`, memory));
  }
  return figures;
}

async function measure(door: Door, environment: Readonly<Record<string, string>> = {}): Promise<Memory> {
  const resident = await withHosts(
    [door],
    { firstTokenMs: 20, tokensPerSecond: 50 },
    async (hosts) => {
      const child = hosts.childOf(door);
      // What the start leaves behind is given back over some seconds.
      await pause(8_000);
      const idle = (await child.sample(true)).rss;
      await open(door, child.facts, 100);
      await pause(8_000);
      return { idle, loaded: (await child.sample()).rss };
    },
    environment,
  );
  const perStream = await withHosts(
    [door],
    { firstTokenMs: 20, tokensPerSecond: 1 },
    async (hosts) => {
      const child = hosts.childOf(door);
      await open(door, child.facts, 10);
      const before = await child.sample(true);
      await open(door, child.facts, manyStreams);
      const after = await child.sample(true);
      return (after.heapUsed + after.external - before.heapUsed - before.external) / manyStreams;
    },
    environment,
  );
  return { ...resident, perStream };
}

/** Opens streams and returns when each has brought its first token. They stay open; what becomes of them is no matter. */
async function open(door: Door, facts: Readonly<Record<string, string>>, count: number): Promise<void> {
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      door.stream?.(facts, essay, resolve).catch(reject);
    });
  await Promise.all(Array.from({ length: count }, one));
}

function figuresOf(name: string, { idle, loaded, perStream }: Memory): readonly Figure[] {
  const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
  return [
    { name: `memory, resident idle, ${name}`, value: mebibytes(idle) },
    { name: `memory, resident with 100 streams, ${name}`, value: mebibytes(loaded) },
    { name: `memory per open stream (${manyStreams}), ${name}`, value: `${(perStream / 1024).toFixed(1)} KiB` },
  ];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
