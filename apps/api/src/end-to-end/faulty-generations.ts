import { createRandom, type DialectName, type SeenRequest } from '@penstock/simulator';
import { connect, subscribe } from './subscription-endpoint.ts';
import type { Address, Told } from './test-endpoint.ts';

/** One generation, and what its calls meet. */
export type FaultyGeneration = {
  number: number;
  /** 0 to 2: the model that is asked first. */
  from: number;
  /** By model (`model-0`), what its calls meet, in their order, as `cut:5`; beyond it all is well. */
  faults: Readonly<Record<string, readonly string[]>>;
};

/** Every fault but a text that is cut and said to be whole (`broken-json`), which nobody can tell from a short answer. */
const everyFault = [
  ...['429', '429-retry-after:1', 'quota', '500', '502', '503', '529', 'context-length', 'content-filter'],
  ...['bad-credentials', 'refuse-prefill', 'reset', 'silent', 'keep-alive:100', 'slow-first-token:20000', 'cut:5'],
  ...['cut:30', 'stall:5', 'error-event:9', 'content-filter-midway:7', 'malformed:3', 'unknown-event:3'],
  ...['no-end-mark', 'no-end-mark-open', 'no-end', 'down:1', 'flapping:1'],
];

/** A model may be called three times, and once more where it refused a prefill. */
const mostCalls = 4;

/**
 * A generation of which each call of each model meets a fault with a chance of `share`, any of all kinds: by its number
 * alone, whatever else is asked meanwhile.
 */
export function drawFaults(number: number, share: number): FaultyGeneration {
  const random = createRandom(number);
  const draw = (): string =>
    random.next() < share ? (everyFault[random.integer(0, everyFault.length - 1)] ?? '') : 'well';
  const faults = [0, 1, 2].map((model) => [`model-${model}`, Array.from({ length: mostCalls }, draw)] as const);
  return { number, from: 0, faults: Object.fromEntries(faults) };
}

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
  const ids = dialects.map((dialect, index) => `sim-of-${dialect}/model-${index}`);
  const chains = ids.map((_, from) => `FROM_${from}: [${[...ids.slice(from), ...ids.slice(0, from)].join(', ')}]`);
  return `providers:\n${dialects.map(provider).join('\n')}\nmodels:\n${dialects.map(model).join('\n')}
routing_rules: { chains: { ${chains.join(', ')} } }
features: { reroute_filtered: true }
`;
}

/**
 * How one generation came out. `truncated`, `repeated`: reported complete, with a part of the answer, or with more than
 * it.
 */
export type Outcome = { number: number; came: 'whole' | 'truncated' | 'repeated' | 'failed'; told: Told };

/** Asks for generations, so many at a time, and compares what each caller got with the answer that was due. */
export async function runFaultyGenerations(
  address: Address,
  generations: Iterable<FaultyGeneration>,
  atOnce: number,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = generations[Symbol.iterator]();
  const work = async (): Promise<void> => {
    const client = connect(address);
    for (let next = left.next(); next.done !== true; next = left.next()) {
      const { number, from } = next.value;
      const told = await subscribe(client, { prompt: promptOf(next.value), chain: `FROM_${from}` });
      outcomes.push({ number, came: judge(told, answerOf(number)), told });
    }
    await client.dispose();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes.sort((one, other) => one.number - other.number);
}

function judge({ end, text }: Told, due: string): Outcome['came'] {
  if (end.type === 'failed') return 'failed';
  if (text === due) return 'whole';
  return text.length < due.length ? 'truncated' : 'repeated';
}

function promptOf({ number, faults }: FaultyGeneration): string {
  const clauses = Object.entries(faults).map(([model, texts]) => `${model}: ${texts.join(', ')}`);
  const named = clauses.length === 0 ? '' : ` [faults ${clauses.join('; ')}]`;
  return `Repeat after me: "${answerOf(number)}"${named}`;
}

const words = 'the river bends where the bank gives way and the sand settles on the slower side of the water'.split(
  ' ',
);

/** Some forty words that no other generation has in this order. */
function answerOf(number: number): string {
  const turned = words.map((_, index) => words[(index * 7 + number) % words.length]);
  return `This is answer ${number}. ${turned.join(' ')}, ${words.join(' ')}, and that was ${number}.`;
}

/** The calls of each generation, in the order of their arrival; requests whose bodies are no longer kept are left out. */
export function callsByGeneration(requests: readonly SeenRequest[]): ReadonlyMap<number, readonly SeenRequest[]> {
  const calls = new Map<number, SeenRequest[]>();
  for (const request of requests) {
    const number = request.body === null ? null : /This is answer (\d+)\./.exec(JSON.stringify(request.body));
    if (number === null) continue;
    const known = calls.get(Number(number[1]));
    if (known === undefined) calls.set(Number(number[1]), [request]);
    else known.push(request);
  }
  for (const some of calls.values()) some.sort((one, other) => one.at - other.at || one.number - other.number);
  return calls;
}

/**
 * Milliseconds from the end of each call that failed to the arrival of the call that answers to it, the first at another
 * model; ascending.
 */
export function fallbackDelays(requests: readonly SeenRequest[]): readonly number[] {
  const delays: number[] = [];
  for (const calls of callsByGeneration(requests).values()) {
    for (const [index, call] of calls.entries()) {
      const before = calls[index - 1];
      // A model that is asked again may be waited for; one that is asked for the first time is not.
      if (before?.endedAt == null || calls.slice(0, index).some(({ model }) => model === call.model)) continue;
      delays.push(call.at - before.endedAt);
    }
  }
  return delays.sort((one, other) => one - other);
}
