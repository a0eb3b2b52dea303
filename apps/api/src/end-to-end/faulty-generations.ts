import type { DialectName, FaultScript, SeenRequest } from '@penstock/simulator';
import type { Address, Told } from './door.ts';
import { connect, subscribe } from './subscription-door.ts';

/**
 * A fifth of all calls meets one of these: every fault but a text that is cut and said to be whole (`broken-json`),
 * which nobody can tell from a short answer.
 */
export const everyFault: FaultScript = {
  model: '*',
  share: 0.2,
  seed: 7,
  faults: [
    ...['429', '429-retry-after:1', 'quota', '500', '502', '503', '529', 'context-length', 'content-filter'],
    ...['bad-credentials', 'refuse-prefill', 'reset', 'silent', 'keep-alive:100', 'slow-first-token:20000', 'cut:5'],
    ...['cut:30', 'stall:5', 'error-event:9', 'content-filter-midway:7', 'malformed:3', 'unknown-event:3'],
    ...['no-end-mark', 'no-end-mark-open', 'no-end', 'down:1', 'flapping:1'],
  ],
};

/** Three models of three dialects, each with a larger window than the one before; pauses so short that they do not count. */
export function faultyPolicy(baseUrl: (dialect: DialectName) => string, firstTokenMs: number): string {
  const dialects = ['openai', 'anthropic', 'google'] as const;
  const provider = (dialect: DialectName) =>
    `  sim-of-${dialect}: { dialect: ${dialect}, base_url: "${baseUrl(dialect)}", api_key: key, max_connections: 4096,
    timeouts: { connect_ms: 2000, first_token_ms: ${firstTokenMs}, idle_ms: ${firstTokenMs}, total_ms: 30000 },
    retry: { attempts: 3, base_ms: 1, max_ms: 2 } }`;
  const model = (dialect: DialectName, index: number) =>
    `  sim-of-${dialect}: { model-${index}: { context_window: ${16_384 * 2 ** index}, max_output_tokens: 4096, quality: 0.7,
    capabilities: [reasoning], prefill: ${dialect === 'anthropic'}, price: { input_per_mtok: 1, output_per_mtok: 2 } } }`;
  const chain = dialects.map((dialect, index) => `sim-of-${dialect}/model-${index}`);
  return `providers:\n${dialects.map(provider).join('\n')}\nmodels:\n${dialects.map(model).join('\n')}
routing_rules: { chains: { THREE: [${chain.join(', ')}] } }
features: { reroute_filtered: true }
`;
}

/** How many generations came out how. */
export type FaultReport = {
  whole: number;
  /** Reported complete, with a part of the answer. */
  truncated: readonly Told[];
  /** Reported complete, with more than the answer. */
  repeated: readonly Told[];
  failed: readonly Told[];
  restarts: number;
};

/** Sends so many generations, so many at a time, and compares what each caller got with the answer that was due. */
export async function runFaultyGenerations(
  address: Address,
  { from = 0, count, atOnce }: { from?: number; count: number; atOnce: number },
): Promise<FaultReport> {
  const report = { whole: 0, truncated: [] as Told[], repeated: [] as Told[], failed: [] as Told[], restarts: 0 };
  let next = from;
  const work = async (): Promise<void> => {
    const client = connect(address);
    while (next < from + count) {
      const number = next++;
      const told = await subscribe(client, { prompt: `Repeat after me: "${answerOf(number)}"`, chain: 'THREE' });
      report.restarts += told.restarts;
      if (told.end.type === 'failed') report.failed.push(told);
      else if (told.text === answerOf(number)) report.whole += 1;
      else if (told.text.length < answerOf(number).length) report.truncated.push(told);
      else report.repeated.push(told);
    }
    await client.dispose();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return report;
}

const words = 'the river bends where the bank gives way and the sand settles on the slower side of the water'.split(
  ' ',
);

/** Some forty words that no other generation has in this order. */
function answerOf(number: number): string {
  const turned = words.map((_, index) => words[(index * 7 + number) % words.length]);
  return `This is answer ${number}. ${turned.join(' ')}, ${words.join(' ')}, and that was ${number}.`;
}

/**
 * Milliseconds from the end of each call that failed to the arrival of the call that answers to it, the first at another model;
 * ascending.
 */
export function fallbackDelays(requests: readonly SeenRequest[]): readonly number[] {
  const byGeneration = Map.groupBy(
    requests.filter(({ body }) => body !== null),
    ({ body }) => /This is answer (\d+)\./.exec(JSON.stringify(body))?.[1],
  );
  byGeneration.delete(undefined);
  const delays: number[] = [];
  for (const calls of byGeneration.values()) {
    calls.sort((one, other) => one.at - other.at || one.number - other.number);
    for (const [index, call] of calls.entries()) {
      const before = calls[index - 1];
      // A model that is asked again may be waited for; one that is asked for the first time is not.
      if (before?.endedAt == null || calls.slice(0, index).some(({ model }) => model === call.model)) continue;
      delays.push(call.at - before.endedAt);
    }
  }
  return delays.sort((one, other) => one - other);
}
