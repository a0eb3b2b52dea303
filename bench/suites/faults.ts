import type { SeenRequest } from '@penstock/simulator';
import {
  drawFaults,
  fallbackDelays,
  faultyPolicy,
  type Outcome,
  runFaultyGenerations,
} from '../../apps/api/src/end-to-end/faulty-generations.ts';
import { Child } from '../child.ts';
import { bareModels } from '../children/bare-fallbacks.ts';
import type { Spread } from '../children/reporting.ts';
import { type Figure, spreadOf, writeSpread } from '../figures.ts';

const rounds = 4;
const generationsPerRound = 2_500;
const atOnce = 200;
/** The cost of a fallback under little load. */
const calmGenerations = 1_000;
const calmAtOnce = 20;
/** Warms up the compilers before the measurement. */
const firstGenerations = 300;
const faultyShare = 0.2;
const firstTokenClockMs = 2_000;
const paths = {
  openai: '/openai/v1',
  responses: '/responses/v1',
  anthropic: '/anthropic/v1',
  google: '/google/v1beta',
  cohere: '/cohere',
  ollama: '/ollama',
};

/** The loaded process, and the numbers of its requests so far. */
type Scene = { simulator: Child; api: Child; requests: number };

/** The times of fallbacks: at the upstream, of direct calls, within Penstock, and of the event loops. */
type Fallbacks = { seen: Spread; bare: Spread; own: Spread; loop: Spread; upstreamLoop: Spread };

/**
 * Runs 10,000 generations over three models, with a fault of some kind in a fifth of their calls. Reports complete
 * generations, the delay of fallbacks, and memory that stays.
 */
export async function measureFaults(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', {
    PACE_FIRST_TOKEN_MS: '100',
    PACE_TOKENS_PER_SECOND: '40',
    REMEMBERED_REQUESTS: String(rounds * generationsPerRound * 5),
    TIMES_LOOP: 'yes',
  });
  const { url: simulatorUrl = '', openaiUrl = '' } = simulator.facts;
  const policy = faultyPolicy((dialect) => simulatorUrl + paths[dialect], firstTokenClockMs);
  const api = await Child.start('api', { POLICY: policy, BARE_URL: openaiUrl });
  const scene: Scene = { simulator, api, requests: 0 };

  await run(scene, firstGenerations, calmAtOnce);
  await startOver(scene);
  await run(scene, calmGenerations, calmAtOnce);
  const calm = await takeFallbacks(scene);

  await startOver(scene);
  const outcomes: Outcome[] = [];
  const heaps: number[] = [];
  const startedMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    outcomes.push(...(await run(scene, generationsPerRound, atOnce)));
    const { heapUsed, external } = await api.sample(true);
    heaps.push((heapUsed + external) / 1024 / 1024);
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  const requests = (await readRequests(scene)).filter((request) => !isBare(request));
  const crowded = await takeFallbacks(scene);
  await api.stop();
  await simulator.stop();
  return [
    ...figuresOf(outcomes, heaps, seconds, requests),
    ...figuresOfFallbacks(calmAtOnce, calm),
    ...figuresOfFallbacks(atOnce, crowded),
  ];
}

function run(scene: Scene, count: number, many: number): Promise<readonly Outcome[]> {
  const { url = '', key } = scene.api.facts;
  const from = scene.requests;
  scene.requests += count;
  return runFaultyGenerations(
    { url: url.replace('/graphql', ''), authorization: `Bearer ${key}` },
    Array.from({ length: count }, (_, index) => drawFaults(from + index, faultyShare)),
    many,
  );
}

/** Drops the figures recorded so far. */
async function startOver(scene: Scene): Promise<void> {
  await takeFallbacks(scene);
  await fetch(`${scene.simulator.facts.url}/__sim/requests`, { method: 'DELETE' });
}

async function takeFallbacks(scene: Scene): Promise<Fallbacks> {
  const requests = await readRequests(scene);
  const times = await scene.api.takeTimes();
  return {
    seen: spreadOf(fallbackDelays(requests.filter((request) => !isBare(request)))),
    bare: spreadOf(fallbackDelays(requests.filter(isBare))),
    own: spreadOf(times.each),
    loop: times.loop,
    upstreamLoop: (await scene.simulator.takeTimes()).loop,
  };
}

async function readRequests({ simulator }: Scene): Promise<readonly SeenRequest[]> {
  return (await (await fetch(`${simulator.facts.url}/__sim/requests`)).json()) as readonly SeenRequest[];
}

function isBare({ model }: SeenRequest): boolean {
  return bareModels.some((name) => name === model);
}

function figuresOf(
  outcomes: readonly Outcome[],
  heaps: readonly number[],
  seconds: number,
  requests: readonly SeenRequest[],
): readonly Figure[] {
  const count = (came: Outcome['came']): number => outcomes.filter((outcome) => outcome.came === came).length;
  const whole = count('whole');
  const disturbed = requests.filter(({ fault }) => fault !== null).length;
  const codes = outcomes.flatMap(({ result }) => (result.end.type === 'failed' ? [result.end.code] : []));
  const byCode = [...Map.groupBy(codes, (code) => code)].map(([code, all]) => `${all.length} ${code}`);
  return [
    {
      name: 'generations whole',
      value: `${((100 * whole) / outcomes.length).toFixed(2)} %`,
      aim: '99.9 %',
      besides: `${whole} of ${outcomes.length} in ${seconds.toFixed(0)} s; ${disturbed} of ${requests.length} calls met a fault${byCode.length === 0 ? '' : `; failed: ${byCode.join(', ')}`}`,
    },
    { name: 'cut and called complete', value: String(count('truncated')), aim: '0' },
    { name: 'with anything twice', value: String(count('repeated')), aim: '0' },
    {
      name: 'heap after each 2,500',
      value: `${heaps.map((heap) => heap.toFixed(0)).join(', ')} MiB`,
      besides: 'collected; the last 2,000 generations are kept for readers that come back',
    },
  ];
}

function figuresOfFallbacks(many: number, { seen, bare, own, loop, upstreamLoop }: Fallbacks): readonly Figure[] {
  return [
    {
      name: `failure to fallback at ${many}`,
      value: writeSpread(seen),
      aim: '< 20 ms',
      besides: `p50 / p99 / max of ${seen.count}, as the upstream sees them: end of the failed call to the next one`,
    },
    {
      name: '  within Penstock',
      value: writeSpread(own),
      besides: 'from the end of the failed call in undici to the start of the next call there',
    },
    {
      name: '  bare',
      value: writeSpread(bare),
      besides: `${bare.count} calls on undici in the same process meanwhile: one that fails in mid-answer, then the next`,
    },
    { name: '  event loop late by', value: writeSpread(loop), besides: `the upstream's: ${writeSpread(upstreamLoop)}` },
  ];
}
