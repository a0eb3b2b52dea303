import { type Figure, spreadOf, writeSpread } from '../figures.ts';
import { endpoints } from './endpoints.ts';
import { withHosts } from './hosts.ts';
import type { Storage } from './storage.ts';

const callsAtOnce = 32;
const callsPerRound = 1_000;
/** Warms up the compilers. */
const warmUpRounds = 4;
const rounds = 5;
const question = { prompt: 'Answer in 20 words: why do rivers bend?', maxTokens: 100 };

/** Time to an unstreamed answer, 32 calls at once, from an upstream without delay. The endpoints take turns. */
export function measureAnswerTimes(storage: Storage): Promise<readonly Figure[]> {
  const calling = endpoints.filter((endpoint) => endpoint.call !== null);
  return withHosts(
    calling,
    { firstTokenMs: 0, tokensPerSecond: 0 },
    async (hosts) => {
      const times = new Map(calling.map((endpoint) => [endpoint, [] as number[]]));
      const cpu = new Map(calling.map((endpoint) => [endpoint, 0]));
      for (let round = -warmUpRounds; round < rounds; round++) {
        for (const endpoint of calling) {
          const child = hosts.childOf(endpoint);
          const before = await child.sample();
          let left = callsPerRound;
          const worker = async (): Promise<void> => {
            while (left-- > 0) {
              const beganMs = performance.now();
              await endpoint.call?.(child.facts, question);
              if (round >= 0) times.get(endpoint)?.push(performance.now() - beganMs);
            }
          };
          await Promise.all(Array.from({ length: callsAtOnce }, worker));
          const { cpuMicros } = await child.sample();
          if (round >= 0) cpu.set(endpoint, (cpu.get(endpoint) ?? 0) + cpuMicros - before.cpuMicros);
        }
      }
      return calling.map((endpoint) => ({
        name: `answer in one piece, ${callsAtOnce} at once, ${storage.name}, ${endpoint.name}`,
        value: writeSpread(spreadOf(times.get(endpoint) ?? [])),
        besides: `${((cpu.get(endpoint) ?? 0) / rounds / callsPerRound).toFixed(0)} µs of CPU each`,
      }));
    },
    storage.environment,
  );
}
