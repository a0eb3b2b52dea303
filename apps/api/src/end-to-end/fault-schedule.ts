import type { FaultyGeneration } from './faulty-generations.ts';

/** What the calls of a generation meet, by the place of their model in the chain; beyond what is named all is well. */
type Case = {
  faults: readonly (readonly string[])[];
  /** Of the model that it begins with. Default: once with each. */
  from?: readonly number[];
  /** Where it must fail: the code, by the model that it begins with. Default: it is answered whole. */
  failsWith?: Readonly<Record<number, string>>;
};

/** Every fault of the simulator but a text that is cut and said to be whole, which nobody can tell from a short one. */
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
  // A prompt that is too long even for the largest window is too long for good.
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

/** Those that take as long as a clock. */
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

/** Failures for which nobody blames the model; the others count for its breaker. */
const blameless =
  /^(quota|bad-credentials|context-length|content-filter|refuse-prefill|malformed|unknown-event|no-end-mark)/;
const ofAccount = /^(quota|bad-credentials)/;

/** A breaker opens at five failed calls in a row, in whatever order those of one step reach the model. */
const mostBlamed = 4;
/** The second refusal in a row makes an account count as misconfigured. */
const mostOfAccount = 1;
/** Answered well, with each chain, among those of a step that meet faults, and between two steps. */
const wellAmong = 8;
const wellBetween = 2;

/** What is asked together, and when that has ended the next. */
export type Step = readonly FaultyGeneration[];

/** A generation that must fail, and how. */
export type Doom = { number: number; code: string };

/**
 * Generations whose fates are decided before they are asked. What they share cannot change them: within a step no model
 * can fail often enough to be left out of later plans, and between two steps every model answers well.
 */
export function scheduleFaults(): { steps: readonly Step[]; doomed: readonly Doom[] } {
  const steps: Step[] = [];
  const doomed: Doom[] = [];
  let number = 0;
  const ask = (one: Case, from: number): FaultyGeneration => {
    number += 1;
    const code = one.failsWith?.[from];
    if (code !== undefined) doomed.push({ number, code });
    const faults = Object.fromEntries(one.faults.map((texts, place) => [`model-${(from + place) % 3}`, texts]));
    return { number, from, faults };
  };
  const askWell = (times: number): FaultyGeneration[] =>
    Array.from({ length: times }, () => [0, 1, 2].map((from) => ask({ faults: [] }, from))).flat();

  // A provider that asks for rest is given it by all, unless many calls before were answered.
  steps.push(askWell(20));
  for (const group of [...groupCases(quickCases), ...groupCases(slowCases)]) {
    const disturbed = group.flatMap((one) => (one.from ?? [0, 1, 2]).map((from) => ask(one, from)));
    steps.push([...disturbed, ...askWell(wellAmong)], askWell(wellBetween));
  }
  return { steps, doomed };
}

/** As many cases together as leave no trace; begun with each model in turn, each puts its faults to all three. */
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

const most = [mostBlamed, mostOfAccount];

/** The most failures that one model is blamed for, and refusals of its account. */
function weigh(cases: readonly Case[]): readonly number[] {
  let blamed = 0;
  let refused = 0;
  for (const { faults, from } of cases) {
    const share = from === undefined ? (counts: number[]) => sum(counts) : (counts: number[]) => Math.max(...counts);
    blamed += share(faults.map((texts) => texts.filter((text) => !blameless.test(text)).length));
    refused += share(faults.map((texts) => texts.filter((text) => ofAccount.test(text)).length));
  }
  return [blamed, refused];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
