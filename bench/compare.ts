// `node bench/compare.ts unstreamed ../before .` compares two working trees on a machine with other load. Both serve
// side by side, and short periods of load alternate between them.
import { resolve } from 'node:path';
import { Pool } from 'undici';
import { Child } from './child.ts';
import { type Figure, median, micros, printFigures } from './figures.ts';
import { streamOnce } from './subscription-client.ts';

type Facts = Child['facts'];

/** One period of load. Resolves to the number of calls or tokens. */
type Load = (facts: Facts) => Promise<number>;
type Kind = {
  pace: Readonly<Record<string, string>>;
  load: Load;
  of: string;
  /**
   * Periods before the first measurement. By then V8 has compiled the code; its compilers take CPU too. The threads of
   * V8 took 470 µs of each of the first 3,000 calls, 70 to 270 until call 30,000, and 50 after that.
   */
  warmUps: number;
  /** Measured periods of each tree. */
  rounds: number;
};

/** CPU of one call or token, microseconds: of all threads, and of the main thread. */
type Cost = { all: number; main: number };
type Pair = { before: Cost; after: Cost };

const kinds: Readonly<Record<string, Kind>> = {
  unstreamed: {
    pace: { PACE_FIRST_TOKEN_MS: '0', PACE_TOKENS_PER_SECOND: '0' },
    load: generate,
    of: 'unstreamed generate',
    warmUps: 50,
    rounds: 31,
  },
  'streamed-token': {
    pace: { PACE_TOKENS_PER_SECOND: '50' },
    load: stream,
    of: 'streamed token',
    warmUps: 12,
    rounds: 11,
  },
};

async function generate({ url = '', key = '' }: Facts): Promise<number> {
  const calls = 600;
  const pool = new Pool(new URL(url).origin, { connections: 20 });
  const query = 'mutation G($input: GenerateInput!) { generate(input: $input) { id text model cost { totalUsd } } }';
  const body = JSON.stringify({ query, variables: { input: { prompt: 'Answer in 20 words: why do rivers bend?' } } });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  let left = calls;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const response = await pool.request({ path: new URL(url).pathname, method: 'POST', headers, body });
      const text = await response.body.text();
      if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: 20 }, work));
  await pool.close();
  return calls;
}

async function stream({ url = '', key = '' }: Facts): Promise<number> {
  const input = { prompt: 'Write 150 tokens about rivers and the gates that hold them.', maxTokens: 150 };
  const results = await Promise.all(Array.from({ length: 100 }, () => streamOnce(url, key, input)));
  return results.reduce((sum, { frames }) => sum + frames, 0);
}

async function measure(child: Child, load: Load): Promise<Cost> {
  const before = await child.sample();
  const count = await load(child.facts);
  const after = await child.sample();
  return {
    all: (after.cpuMicros - before.cpuMicros) / count,
    main: (after.mainThreadMicros - before.mainThreadMicros) / count,
  };
}

async function compare(
  { pace, load, of, warmUps, rounds }: Kind,
  folders: readonly [string, string],
): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', pace);
  const upstream = { UPSTREAM_URL: simulator.facts.openaiUrl ?? '' };
  const first = await Child.start('api', upstream, folders[0]);
  const second = await Child.start('api', upstream, folders[1]);
  for (let warmUp = 0; warmUp < warmUps; warmUp++) for (const child of [first, second]) await load(child.facts);
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    // The order alternates within a round too, because deferred work of one tree falls into the measurement of the
    // other.
    const [former, latter] = round % 2 === 0 ? [first, second] : [second, first];
    const costs = [await measure(former, load), await measure(latter, load)] as const;
    const [before, after] = round % 2 === 0 ? costs : [costs[1], costs[0]];
    pairs.push({ before, after });
  }
  for (const child of [first, second, simulator]) await child.stop();
  return [
    figureOf(`CPU per ${of}, all threads`, pairs, ({ all }) => all),
    figureOf(`CPU per ${of}, main thread`, pairs, ({ main }) => main),
  ];
}

function figureOf(name: string, pairs: readonly Pair[], read: (cost: Cost) => number): Figure {
  const of = (side: keyof Pair): string => micros(median(pairs.map((pair) => read(pair[side]))));
  const ratio = median(pairs.map(({ before, after }) => read(after) / read(before)));
  return { name, value: `${of('before')} → ${of('after')}`, besides: `within a round ${ratio.toFixed(3)} times` };
}

const [name = '', before, after] = process.argv.slice(2);
const kind = kinds[name];
if (kind === undefined || before === undefined || after === undefined) {
  console.error(
    `Say what to compare and in which two working trees: ${Object.keys(kinds).join(' or ')}, BEFORE, AFTER.`,
  );
  process.exit(1);
}
printFigures(name, await compare(kind, [resolve(before), resolve(after)]));
