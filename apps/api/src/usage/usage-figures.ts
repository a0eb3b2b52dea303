import { noTokens, tokenBuckets } from '@penstock/providers';
import { parseMoney, writeMoney } from '../ledger/money.ts';

const counts = ['calls', 'failures', ...tokenBuckets, 'unpricedCalls'] as const;

/** Figures of calls that can be added and subtracted, so without averages. */
export type UsageFigures = Record<(typeof counts)[number], number> & {
  /** US dollars as digits, not rounded; without unpriced calls. */
  costUsd: string;
};

export const noFigures: UsageFigures = Object.freeze({
  calls: 0,
  failures: 0,
  ...noTokens,
  unpricedCalls: 0,
  costUsd: '0',
});

export function addFigures(left: UsageFigures, right: UsageFigures): UsageFigures {
  return combine(left, right, 1);
}

export function subtractFigures(left: UsageFigures, right: UsageFigures): UsageFigures {
  return combine(left, right, -1);
}

/** Whether the figures cover no calls. */
export function isNothing({ calls }: UsageFigures): boolean {
  return calls === 0;
}

function combine(left: UsageFigures, right: UsageFigures, sign: 1 | -1): UsageFigures {
  const costUsd = writeMoney(parseMoney(left.costUsd) + BigInt(sign) * parseMoney(right.costUsd));
  const figures = { ...left, costUsd };
  for (const name of counts) figures[name] += sign * right[name];
  return figures;
}
