import type { FaultyGeneration } from './faulty-generations.ts';

/** The faults of a generation's calls, by the index of their model in the chain. Later calls have none. */
type Case = {
  faults: readonly (readonly string[])[];
  /** The indexes of the first model. Default: one run with each. */
  from?: readonly number[];
  /** The expected code of a failure, by the index of the first model. Default: a complete answer. */
  failsWith?: Readonly<Record<number, string>>;
};

/** Every fault of the simulator, except a truncated text that is reported as complete: it looks like a short answer. */
const quickCases: readonly Case[] = [
  ...['429', '429-retry-after:1', 'quota', '500', '502', '503', '529', 'bad-credentials', 'reset', 'cut:5'].map(alone),
  ...['cut:30', 'error-event:9', 'content-filter', 'content-filter-midway:7', 'malformed:3', 'unknown-event:3'].map(
    alone,
  ),
  ...['no-end-mark', 'no-end-mark-open', 'no-end', 'down:1', 'flapping:1'].map(alone),
  { faults: [['429', '429', '429']] },
  { faults: [['503', '503', '503']] },
  { faults: [['500', '500']] },
  { faults: [['reset', 'reset']] },
  { faults: [['429', '500'], ['cut:7']] },
  { faults: [['cut:9'], ['cut:20']] },
  { faults: [['cut:5'], ['refuse-prefill']] },
  { faults: [['cut:5'], ['500', '500']] },
  { faults: [['content-filter'], ['error-event:12']] },
  { faults: [['bad-credentials'], ['reset', 'reset']] },
  { faults: [['no-end'], ['content-filter-midway:9']] },
  // A prompt that is too long for the largest window cannot be served.
  { faults: [['context-length']], failsWith: { 2: 'CONTEXT_LENGTH_EXCEEDED' } },
  { faults: [['content-filter'], ['content-filter'], ['content-filter']], failsWith: everywhere('CONTENT_FILTERED') },
  { faults: [['bad-credentials'], ['quota'], ['bad-credentials']], from: [0], failsWith: { 0: 'ALL_MODELS_FAILED' } },
  {
    faults: [
      ['500', '500', '500'],
      ['503', '503', '503'],
      ['cut:5', 'cut:6', 'reset'],
    ],
    from: [1],
    failsWith: { 1: 'ALL_MODELS_FAILED' },
  },
];

/** Faults that take as long as a timeout. */
const slowCases: readonly Case[] = [
  ...['silent', 'keep-alive:100', 'slow-first-token:20000', 'stall:5'].map(alone),
  { faults: [['cut:9'], ['stall:4']] },
  { faults: [['silent'], ['slow-first-token:20000']] },
];

function alone(fault: string): Case {
  return { faults: [[fault]] };
}

function everywhere(code: string): Readonly<Record<number, string>> {
  return { 0: code, 1: code, 2: code };
}

/** Failures that do not count against the model. All others count for its breaker. */
const neutralFailures =
  /^(quota|bad-credentials|context-length|content-filter|refuse-prefill|unknown-event|no-end-mark)/;
const ofAccount = /^(quota|bad-credentials)/;

/** A breaker opens after five failed calls in a row. This limit holds for any order of arrival within one step. */
const mostFailures = 4;
/** An account counts as misconfigured after the second refusal in a row. */
const mostOfAccount = 1;
/** The number of requests without faults per chain: within a step with faults, and between two steps. */
const wellAmong = 8;
const wellBetween = 2;

/** Concurrent generations. The next step starts after their end. */
export type Step = readonly FaultyGeneration[];

/** A generation that must fail, and its code. */
export type FailingGeneration = { number: number; code: string };

/**
 * Generations whose results are fixed in advance. Shared state cannot change them: within a step no model fails often
 * enough to be excluded from later plans. Between two steps every model answers without faults.
 */
export function scheduleFaults(): { steps: readonly Step[]; failing: readonly FailingGeneration[] } {
  const steps: Step[] = [];
  const failing: FailingGeneration[] = [];
  let number = 0;
  const send = (one: Case, from: number): FaultyGeneration => {
    number += 1;
    const code = one.failsWith?.[from];
    if (code !== undefined) failing.push({ number, code });
    const faults = Object.fromEntries(one.faults.map((texts, place) => [`model-${(from + place) % 3}`, texts]));
    return { number, from, faults };
  };
  const sendWithoutFaults = (times: number): FaultyGeneration[] =>
    Array.from({ length: times }, () => [0, 1, 2].map((from) => send({ faults: [] }, from))).flat();

  // A `Retry-After` pauses all calls, unless many calls succeeded before it.
  steps.push(sendWithoutFaults(20));
  for (const group of [...groupCases(quickCases), ...groupCases(slowCases)]) {
    const disturbed = group.flatMap((one) => (one.from ?? [0, 1, 2]).map((from) => send(one, from)));
    steps.push([...disturbed, ...sendWithoutFaults(wellAmong)], sendWithoutFaults(wellBetween));
  }
  return { steps, failing };
}

/**
 * Groups the cases so that no group leaves any state behind. Each case runs with each model as the first, so it applies
 * its faults to all three.
 */
function groupCases(cases: readonly Case[]): readonly (readonly Case[])[] {
  const groups: Case[][] = [];
  for (const one of cases) {
    const group = groups.find((others) =>
      weigh([...others, one]).every((weight, index) => weight <= (most[index] ?? 0)),
    );
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups;
}

const most = [mostFailures, mostOfAccount];

/** The maximum failures that count against one model, and the maximum refusals of its account. */
function weigh(cases: readonly Case[]): readonly number[] {
  let blamed = 0;
  let refused = 0;
  for (const { faults, from } of cases) {
    const share = from === undefined ? (counts: number[]) => sum(counts) : (counts: number[]) => Math.max(...counts);
    blamed += share(faults.map((texts) => texts.filter((text) => !neutralFailures.test(text)).length));
    refused += share(faults.map((texts) => texts.filter((text) => ofAccount.test(text)).length));
  }
  return [blamed, refused];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
