import { type Figure, median, millis } from '../figures.ts';
import { type Endpoint, endpoints, straight } from './endpoints.ts';
import { type Hosts, withHosts } from './hosts.ts';

const completion = { prompt: 'Answer in 10 words: why do rivers bend?', maxTokens: 50 };
/** Streamed before the measurement. */
const opening = { ...completion, maxTokens: 1 };

/**
 * The extra time to the first token through each endpoint, compared with a direct call: alone, and among 100. Each
 * endpoint first streams one token; otherwise the result of an idle process includes its wake-up. A process that a
 * handshake has just woken needs no such token.
 */
export function measureAddedFirstToken(): Promise<readonly Figure[]> {
  const streaming = endpoints.filter((endpoint) => endpoint.stream !== null);
  return withHosts(streaming, { firstTokenMs: 50, tokensPerSecond: 200 }, async (hosts) => [
    ...(await compare(streaming, hosts, 1, 150)),
    ...(await compare(streaming, hosts, 100, 12)),
  ]);
}

async function compare(measured: readonly Endpoint[], hosts: Hosts, atOnce: number, rounds: number) {
  const direct: number[] = [];
  const found = new Map(measured.map((endpoint) => [endpoint, [] as number[]]));
  for (let round = -2; round < rounds; round++) {
    await straight.stream?.(hosts.upstream, opening);
    const times = await Promise.all(
      Array.from({ length: atOnce }, () => straight.stream?.(hosts.upstream, completion)),
    );
    if (round >= 0) direct.push(...times.filter((time) => time !== undefined));
    for (const endpoint of measured) {
      const { facts } = hosts.childOf(endpoint);
      await endpoint.stream?.(facts, opening);
      const led = await Promise.all(Array.from({ length: atOnce }, () => endpoint.stream?.(facts, completion)));
      if (round >= 0) found.get(endpoint)?.push(...led.filter((time) => time !== undefined));
    }
  }
  return measured.map(
    (endpoint): Figure => ({
      name: `first token, added at ${atOnce} ${atOnce === 1 ? 'stream' : 'streams'}, ${endpoint.name}`,
      value: millis(median(found.get(endpoint) ?? []) - median(direct)),
    }),
  );
}
