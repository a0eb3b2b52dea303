import { type Figure, median, millis } from '../figures.ts';
import { type Door, doors, straight } from './doors.ts';
import { type Hosts, withHosts } from './hosts.ts';

const wish = { prompt: 'Answer in 10 words: why do rivers bend?', maxTokens: 50 };
/** Streamed before the clock starts. */
const opening = { ...wish, maxTokens: 1 };

/**
 * How much later the first token comes through each door than straight from the upstream, alone and among 100. Each door
 * streams a token before: a process that slept while the others had their turn would be charged for its waking, all but
 * the one whose handshake has just woken it.
 */
export function measureAddedFirstToken(): Promise<readonly Figure[]> {
  const streaming = doors.filter((door) => door.stream !== null);
  return withHosts(streaming, { firstTokenMs: 50, tokensPerSecond: 200 }, async (hosts) => [
    ...(await compare(streaming, hosts, 1, 150)),
    ...(await compare(streaming, hosts, 100, 12)),
  ]);
}

async function compare(measured: readonly Door[], hosts: Hosts, atOnce: number, rounds: number) {
  const direct: number[] = [];
  const found = new Map(measured.map((door) => [door, [] as number[]]));
  for (let round = -2; round < rounds; round++) {
    await straight.stream?.(hosts.upstream, opening);
    const times = await Promise.all(Array.from({ length: atOnce }, () => straight.stream?.(hosts.upstream, wish)));
    if (round >= 0) direct.push(...times.filter((time) => time !== undefined));
    for (const door of measured) {
      const { facts } = hosts.childOf(door);
      await door.stream?.(facts, opening);
      const led = await Promise.all(Array.from({ length: atOnce }, () => door.stream?.(facts, wish)));
      if (round >= 0) found.get(door)?.push(...led.filter((time) => time !== undefined));
    }
  }
  return measured.map(
    (door): Figure => ({
      name: `first token, added at ${atOnce} ${atOnce === 1 ? 'stream' : 'streams'}, ${door.name}`,
      value: millis(median(found.get(door) ?? []) - median(direct)),
    }),
  );
}
