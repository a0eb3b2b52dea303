import { Pool } from 'undici';
import { Child } from '../child.ts';
import { type Figure, median, millis } from '../figures.ts';

const query = 'mutation G($input: GenerateInput!) { generate(input: $input) { id } }';
const save = 'mutation S($input: BudgetInput!) { saveBudget(input: $input) { id } }';
const body = JSON.stringify({
  query,
  variables: { input: { prompt: 'Answer in 20 words: why do rivers bend?', maxTokens: 60 } },
});

/** Overlapping budgets that apply to every call of the benchmark. */
const budgets = [
  { name: 'day', window: 'DAY', limitUsd: '1000' },
  { name: 'month of the model', window: 'MONTH', limitUsd: '1000', model: 'bench/model' },
  { name: 'total of the provider', window: 'TOTAL', limitUsd: '1000', provider: 'bench' },
];

type Run = { perSecond: number; medianMs: number };

/** The cost of reserving on three budgets and settling, at 1 and at 200 concurrent generations. */
export async function measureLedger(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', { PACE_FIRST_TOKEN_MS: '0', PACE_TOKENS_PER_SECOND: '0' });
  const api = await Child.start('api', { UPSTREAM_URL: simulator.facts.openaiUrl ?? '' });
  const { url = '', key = '' } = api.facts;
  const pool = new Pool(new URL(url).origin, { connections: 200 });
  const post = (text: string) => send(pool, new URL(url).pathname, key, text);
  await run(post, 20, 500);
  const without = { one: await run(post, 1, 200), many: await run(post, 200, 4_000) };
  for (const input of budgets) await post(JSON.stringify({ query: save, variables: { input } }));
  const within = { one: await run(post, 1, 200), many: await run(post, 200, 4_000) };
  await pool.close();
  await api.stop();
  await simulator.stop();
  return [
    figureOf('at 1', without.one, within.one),
    figureOf('at 200', without.many, within.many),
    {
      name: 'settled generations per second with three budgets, 200 at once',
      value: within.many.perSecond.toFixed(0),
      besides: `${without.many.perSecond.toFixed(0)} without budgets`,
    },
  ];
}

function figureOf(name: string, without: Run, within: Run): Figure {
  return {
    name: `latency that reserving and settling on budgets add, ${name}`,
    value: millis(within.medianMs - without.medianMs),
    besides: `median ${millis(within.medianMs)} with, ${millis(without.medianMs)} without`,
  };
}

async function send(pool: Pool, path: string, key: string, text: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const response = await pool.request({ path, method: 'POST', headers, body: text });
  const answer = await response.body.text();
  if (response.statusCode !== 200 || answer.includes('"errors"')) throw new Error(answer);
}

async function run(post: (text: string) => Promise<void>, atOnce: number, count: number): Promise<Run> {
  const latenciesMs: number[] = [];
  let left = count;
  const start = performance.now();
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const begun = performance.now();
      await post(body);
      latenciesMs.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { perSecond: (count * 1000) / (performance.now() - start), medianMs: median(latenciesMs) };
}
