import { parseMoney, writeMoney } from '../ledger/money.ts';

const counts = [
  'calls',
  'failures',
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
  'unpricedCalls',
] as const;

/** What calls come to: figures that can be added and taken away, so no averages. */
export type UsageFigures = Record<(typeof counts)[number], number> & {
  /** US dollars in digits, not rounded; unpriced calls are left out of it. */
  costUsd: string;
};

export const noFigures: UsageFigures = Object.freeze({
  calls: 0,
  failures: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  unpricedCalls: 0,
  costUsd: '0',
});

export function addFigures(left: UsageFigures, right: UsageFigures): UsageFigures {
  return combine(left, right, 1);
}

export function subtractFigures(left: UsageFigures, right: UsageFigures): UsageFigures {
  return combine(left, right, -1);
}

/** Whether they are of no calls. */
export function isNothing({ calls }: UsageFigures): boolean {
  return calls === 0;
}

function combine(left: UsageFigures, right: UsageFigures, sign: 1 | -1): UsageFigures {
  const costUsd = writeMoney(parseMoney(left.costUsd) + BigInt(sign) * parseMoney(right.costUsd));
  const figures = { ...left, costUsd };
  for (const name of counts) figures[name] += sign * right[name];
  return figures;
}
