import type { SeenRequest } from '@penstock/simulator';
import {
  everyFault,
  type FaultReport,
  fallbackDelays,
  faultyPolicy,
  runFaultyGenerations,
} from '../../apps/api/src/end-to-end/faulty-generations.ts';
import { Child } from '../child.ts';
import { type Figure, millis } from '../figures.ts';

const rounds = 4;
const generationsPerRound = 2_500;
const atOnce = 200;
/** What a fallback costs where the machine has nothing else to do. */
const calmGenerations = 500;
const calmAtOnce = 20;
const firstTokenClockMs = 2_000;

/**
 * 10,000 generations over three models, a fifth of their calls disturbed by every kind of fault: how many are whole, how
 * soon a fallback begins, and what of it stays in memory.
 */
export async function measureFaults(): Promise<readonly Figure[]> {
  const simulator = await Child.start('simulator', {
    PACE_FIRST_TOKEN_MS: '100',
    PACE_TOKENS_PER_SECOND: '40',
    REMEMBERED_REQUESTS: String(rounds * generationsPerRound * 3),
  });
  const simulatorUrl = simulator.facts.url ?? '';
  const paths = {
    openai: '/openai/v1',
    anthropic: '/anthropic/v1',
    google: '/google/v1beta',
    cohere: '/cohere',
    ollama: '/ollama',
  };
  const policy = faultyPolicy((dialect) => simulatorUrl + paths[dialect], firstTokenClockMs);
  const api = await Child.start('api', { POLICY: policy });
  await fetch(`${simulatorUrl}/__sim/script`, { method: 'POST', body: JSON.stringify(everyFault) });
  const address = { url: (api.facts.url ?? '').replace('/graphql', ''), authorization: `Bearer ${api.facts.key}` };
  const reports: FaultReport[] = [];
  const heaps: number[] = [];
  const startedMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    const from = round * generationsPerRound;
    reports.push(await runFaultyGenerations(address, { from, count: generationsPerRound, atOnce }));
    const { heapUsed, external } = await api.sample(true);
    heaps.push((heapUsed + external) / 1024 / 1024);
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  const requests = await readRequests(simulatorUrl);
  await runFaultyGenerations(address, {
    from: rounds * generationsPerRound,
    count: calmGenerations,
    atOnce: calmAtOnce,
  });
  const calm = (await readRequests(simulatorUrl)).slice(requests.length);
  await api.stop();
  await simulator.stop();
  return [...figuresOf(reports, heaps, seconds, requests), figureOf(calmAtOnce, calm), figureOf(atOnce, requests)];
}

async function readRequests(simulatorUrl: string): Promise<readonly SeenRequest[]> {
  return (await (await fetch(`${simulatorUrl}/__sim/requests`)).json()) as readonly SeenRequest[];
}

function figureOf(generationsAtOnce: number, requests: readonly SeenRequest[]): Figure {
  const delays = fallbackDelays(requests);
  const at = (share: number): number =>
    delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? Number.NaN;
  return {
    name: `failure to fallback, p50 at ${generationsAtOnce}`,
    value: millis(at(0.5)),
    aim: '< 20 ms',
    besides: `p99 ${millis(at(0.99))} of ${delays.length}; from the end of the failed call to the next call, as the upstream sees them`,
  };
}

function figuresOf(
  reports: readonly FaultReport[],
  heaps: readonly number[],
  seconds: number,
  requests: readonly SeenRequest[],
): readonly Figure[] {
  const sum = (count: (report: FaultReport) => number): number =>
    reports.reduce((all, report) => all + count(report), 0);
  const whole = sum((report) => report.whole);
  const asked = rounds * generationsPerRound;
  const calls = requests.filter(({ model }) => model?.startsWith('model-') === true);
  const disturbed = calls.filter(({ fault }) => fault !== null).length;
  const failures = reports.flatMap(({ failed }) => failed).map(({ end }) => (end.type === 'failed' ? end.code : ''));
  const byCode = [...Map.groupBy(failures, (code) => code)].map(([code, all]) => `${all.length} ${code}`);
  return [
    {
      name: 'generations whole',
      value: `${((100 * whole) / asked).toFixed(2)} %`,
      aim: '99.9 %',
      besides: `${whole} of ${asked} in ${seconds.toFixed(0)} s; ${disturbed} of ${calls.length} calls met a fault${byCode.length === 0 ? '' : `; failed: ${byCode.join(', ')}`}`,
    },
    { name: 'cut and called complete', value: String(sum(({ truncated }) => truncated.length)), aim: '0' },
    { name: 'with anything twice', value: String(sum(({ repeated }) => repeated.length)), aim: '0' },
    {
      name: 'heap after each 2,500',
      value: `${heaps.map((heap) => heap.toFixed(0)).join(', ')} MiB`,
      besides: 'collected; the last 2,000 generations are kept for readers that come back',
    },
  ];
}
