import { windowEndMs } from './budget.ts';
import type { BudgetStatus } from './list-budgets.ts';
import { parseMoney, writeMoney } from './money.ts';

/** The spending that the pace of a window leads to. */
export type BudgetForecast = {
  /** Spending at the end of the window, US dollars. */
  spentUsd: string;
  /** When the limit is reached, epoch milliseconds. Null if the budget lasts or is already exhausted. */
  fullAtMs: number | null;
};

/** The share of a window that must have passed before a forecast is made. */
const leastElapsedShare = 1 / 20;

/**
 * Extends the mean pace of a window to its end. Null for a total, which has no pace, and in the first twentieth of a
 * window. Reservations do not count: they are the most that running requests may cost.
 */
export function forecastBudget(
  {
    window,
    windowStartMs,
    spentUsd,
    limitUsd,
  }: Pick<BudgetStatus, 'window' | 'windowStartMs' | 'spentUsd' | 'limitUsd'>,
  nowMs: number,
): BudgetForecast | null {
  const endMs = windowEndMs(window, windowStartMs);
  if (endMs === null) return null;
  const lengthMs = endMs - windowStartMs;
  const elapsedMs = Math.min(nowMs - windowStartMs, lengthMs);
  if (elapsedMs < lengthMs * leastElapsedShare) return null;
  const spent = parseMoney(spentUsd);
  const left = parseMoney(limitUsd) - spent;
  const whole = BigInt(Math.round(elapsedMs));
  const atEnd = (spent * BigInt(lengthMs)) / whole;
  const isFullLater = left > 0n && spent > 0n;
  const fullAtMs = isFullLater ? windowStartMs + elapsedMs + Number((left * whole) / spent) : null;
  return { spentUsd: writeMoney(atEnd), fullAtMs: fullAtMs !== null && fullAtMs < endMs ? fullAtMs : null };
}
