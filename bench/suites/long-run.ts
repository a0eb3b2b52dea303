import { setTimeout as sleep } from 'node:timers/promises';
import type { AttackStage } from '../../apps/api/src/end-to-end/attacks/attack-stage.ts';
import { attacks } from '../attacks/attacks.ts';
import { startHostileUpstream } from '../attacks/hostile-upstream.ts';
import { type Figure, spreadOf, writeSpread } from '../figures.ts';
import { streamOnce } from '../subscription-client.ts';
import { startTarget } from './attacks.ts';

/** `LONG_RUN_MINUTES` changes the duration. */
const minutes = Number(process.env.LONG_RUN_MINUTES ?? 30);
const callers = 8;
/** Pause between two calls of a caller, milliseconds. It keeps other load of the machine out of the measurement. */
const pauseMs = 250;
const attackShare = 0.05;
/** Share of each attack's full size. */
const heft = 0.1;
const healthCheckMs = 250;

/** The request, and the complete answer. */
type Tally = { calls: number; attacks: number; wholeIds: string[]; problems: string[] };

const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { id status } }';
const completedPage = `query ($after: String) {
  generations(first: 100, after: $after, filter: { status: COMPLETED }) {
    edges { node { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const input = { model: 'sim/calm', prompt: 'Write 40 tokens about rivers.' };

/**
 * Mixed traffic with one attack in twenty calls. Checks that memory stays flat, that each complete answer is recorded,
 * and that `/healthz` always answers.
 */
export async function measureLongRun(): Promise<readonly Figure[]> {
  const hostile = await startHostileUpstream();
  const stage = await startTarget(hostile);
  const tally: Tally = { calls: 0, attacks: 0, wholeIds: [], problems: [] };
  const health: number[] = [];
  const samples: { heapBytes: number; rssBytes: number }[] = [];
  const endsAtMs = performance.now() + minutes * 60_000;
  const isOver = (): boolean => performance.now() > endsAtMs;

  const sample = async (): Promise<void> => {
    while (!isOver()) {
      await sleep(Math.min(60_000, (minutes * 60_000) / 10));
      samples.push(await stage.service.measure());
    }
  };
  const watch = async (): Promise<void> => {
    while (!isOver()) {
      const startedMs = performance.now();
      const response = await fetch(`${stage.service.url}/healthz`, { signal: AbortSignal.timeout(60_000) }).catch(
        String,
      );
      if (typeof response === 'string' || response.status !== 200) tally.problems.push(`/healthz: ${response}`);
      health.push(performance.now() - startedMs);
      await sleep(healthCheckMs);
    }
  };
  const call = async (): Promise<void> => {
    while (!isOver()) {
      await callOnce(stage, tally);
      await sleep(pauseMs);
    }
  };
  await Promise.all([sample(), watch(), ...Array.from({ length: callers }, call)]);
  const victim = await stage.victim.report();
  const lost = await findLost(stage, tally.wholeIds);
  await stage.close();
  hostile.close();

  const third = Math.ceil(samples.length / 3);
  const mean = (some: typeof samples, key: 'heapBytes' | 'rssBytes'): number =>
    some.reduce((sum, each) => sum + each[key], 0) / some.length / 1024 / 1024;
  const drift = (key: 'heapBytes' | 'rssBytes'): string =>
    `${mean(samples.slice(0, third), key).toFixed(0)} → ${mean(samples.slice(-third), key).toFixed(0)} MB`;
  return [
    { name: 'calls, of them attacks', value: `${tally.calls}, ${tally.attacks}`, besides: `${minutes} minutes` },
    { name: 'answers reported whole', value: String(tally.wholeIds.length), besides: `${lost} not on record` },
    { name: 'heap, first and last third', value: drift('heapBytes') },
    { name: 'resident, first and last third', value: drift('rssBytes') },
    { name: '/healthz, p50 / p99 / longest', value: writeSpread(spreadOf(health)) },
    {
      name: "the victim's longest silence",
      value: `${victim.longestSilenceMs.toFixed(0)} ms`,
      besides: victim.end ?? '',
    },
    { name: 'problems', value: String(tally.problems.length), besides: tally.problems.slice(0, 3).join('; ') },
  ];
}

async function callOnce({ service }: AttackStage, tally: Tally): Promise<void> {
  tally.calls++;
  const draw = Math.random();
  if (draw < attackShare) {
    tally.attacks++;
    const attack = attacks[Math.floor(Math.random() * attacks.length)];
    await attack?.run(service, heft).catch(() => {});
    return;
  }
  try {
    if (draw < 0.4) tally.wholeIds.push(await generateWhole(service));
    else if (draw < 0.7) tally.wholeIds.push(await streamWhole(service));
    else if (draw < 0.9) tally.wholeIds.push(await chat(service));
    else await post(service, 'query { models { id health { status } } }', {});
  } catch (error) {
    tally.problems.push(error instanceof Error ? error.message : String(error));
  }
}

async function generateWhole(service: AttackStage['service']): Promise<string> {
  const { data, errors } = await post(service, generate, { input });
  const { id, status } = data?.generate ?? {};
  if (id === undefined || status !== 'COMPLETED') throw new Error(`generate: ${JSON.stringify(errors ?? status)}`);
  return id;
}

async function streamWhole({ url, authorization }: AttackStage['service']): Promise<string> {
  return (await streamOnce(`${url}/graphql`, authorization.replace('Bearer ', ''), input)).generationId;
}

async function chat({ url, authorization }: AttackStage['service']): Promise<string> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ model: 'sim/calm', messages: [{ role: 'user', content: input.prompt }], stream: true }),
  });
  const text = await response.text();
  const id = response.headers.get('x-penstock-generation-id');
  if (id === null || !text.endsWith('data: [DONE]\n\n')) throw new Error(`/v1: ${response.status} ${text.slice(-200)}`);
  return id;
}

type Page = { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
type Answer = { data?: { generate?: { id?: string; status?: string }; generations?: Page }; errors?: unknown };

async function post({ url, authorization }: AttackStage['service'], query: string, variables: object): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables }),
  });
  // The benchmark requests only these fields.
  return (await response.json()) as Answer;
}

/** The number of these generations with a missing or different record. */
async function findLost({ service }: AttackStage, ids: readonly string[]): Promise<number> {
  const missing = new Set(ids);
  let after: string | null = null;
  do {
    const { data, errors } = await post(service, completedPage, { after });
    const page: Page | undefined = data?.generations;
    if (page === undefined) throw new Error(`generations: ${JSON.stringify(errors)}`);
    for (const { node } of page.edges) missing.delete(node.id);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && missing.size > 0);
  return missing.size;
}
