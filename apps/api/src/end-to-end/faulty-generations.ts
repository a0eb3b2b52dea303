import { type DialectName, Random, type SeenRequest } from '@penstock/simulator';
import { connect, subscribe } from './subscription-endpoint.ts';
import type { Address, CallerResult } from './test-endpoint.ts';

/** One generation, and the faults of its calls. */
export type FaultyGeneration = {
  number: number;
  /** 0 to 2: the index of the first model. */
  from: number;
  /** The faults of each model's calls (`model-0`), in order, such as `cut:5`. Later calls have none. */
  faults: Readonly<Record<string, readonly string[]>>;
};

/** Every fault, except a truncated text that is reported as complete (`broken-json`): it looks like a short answer. */
const everyFault = [
  '429',
  '429-retry-after:1',
  'quota',
  '500',
  '502',
  '503',
  '529',
  'context-length',
  'content-filter',
  'bad-credentials',
  'refuse-prefill',
  'reset',
  'silent',
  'keep-alive:100',
  'slow-first-token:20000',
  'cut:5',
  'cut:30',
  'stall:5',
  'error-event:9',
  'content-filter-midway:7',
  'malformed:3',
  'unknown-event:3',
  'no-end-mark',
  'no-end-mark-open',
  'no-end',
  'down:1',
  'flapping:1',
];

/** A model may be called three times, and once more if it refused a prefill. */
const mostCalls = 4;

/**
 * A generation in which each call of each model has a random fault with the probability `share`. The faults depend only
 * on its number, not on other requests.
 */
export function drawFaults(number: number, share: number): FaultyGeneration {
  const random = new Random(number);
  const draw = (): string =>
    random.next() < share ? (everyFault[random.integer(0, everyFault.length - 1)] ?? '') : 'well';
  const faults = [0, 1, 2].map((model) => [`model-${model}`, Array.from({ length: mostCalls }, draw)] as const);
  return { number, from: 0, faults: Object.fromEntries(faults) };
}

/** Three models of three dialects, in ascending order of window size, with very short pauses. */
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
 * The result of a generation. `truncated`, `repeated`: reported complete, with only a part of the answer, or with
 * additional text.
 */
export type Outcome = { number: number; came: 'whole' | 'truncated' | 'repeated' | 'failed'; result: CallerResult };

/** Runs a number of generations concurrently, and compares each caller's text with the expected answer. */
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
      const result = await subscribe(client, { prompt: promptOf(next.value), chain: `FROM_${from}` });
      outcomes.push({ number, came: judge(result, answerOf(number)), result });
    }
    await client.dispose();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes.sort((one, other) => one.number - other.number);
}

function judge({ end, text }: CallerResult, due: string): Outcome['came'] {
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

/** Some forty words in an order that no other generation has. */
function answerOf(number: number): string {
  const turned = words.map((_, index) => words[(index * 7 + number) % words.length]);
  return `This is answer ${number}. ${turned.join(' ')}, ${words.join(' ')}, and that was ${number}.`;
}

/** The calls of each generation, in order of arrival. Requests with dropped bodies are left out. */
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

/** Milliseconds from the end of each failed call to the first call of another model, in ascending order. */
export function fallbackDelays(requests: readonly SeenRequest[]): readonly number[] {
  const delays: number[] = [];
  for (const calls of callsByGeneration(requests).values()) {
    for (const [index, call] of calls.entries()) {
      const before = calls[index - 1];
      // A retry of the same model may include a wait. The first call of a model does not.
      if (before?.endedAt == null || calls.slice(0, index).some(({ model }) => model === call.model)) continue;
      delays.push(call.at - before.endedAt);
    }
  }
  return delays.sort((one, other) => one - other);
}
