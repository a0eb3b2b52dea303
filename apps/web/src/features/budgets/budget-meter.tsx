import { formatUsd } from '../../format/money.ts';
import { formatShare } from '../../format/tokens.ts';
import type { Budget } from './budget-documents.ts';
import classes from './budgets.module.css';

/** The share of a limit that is spent and reserved. A limit of zero is used up. */
export function usedShare({
  limitUsd,
  spentUsd,
  reservedUsd,
}: Pick<Budget, 'limitUsd' | 'spentUsd' | 'reservedUsd'>): number {
  const limit = Number(limitUsd);
  return limit === 0 ? 1 : (Number(spentUsd) + Number(reservedUsd)) / limit;
}

/** Spending, reservations, the limit, and the mark of the alert. */
export function BudgetMeter({ budget }: { budget: Budget }) {
  const limit = Number(budget.limitUsd);
  const spent = limit === 0 ? 1 : Math.min(Number(budget.spentUsd) / limit, 1);
  const held = Math.min(usedShare(budget), 1) - spent;
  const threshold = budget.alertThreshold;
  const tone = usedShare(budget) >= 1 ? 'full' : threshold !== null && spent >= threshold ? 'near' : undefined;
  return (
    <div
      className={classes.meter}
      role="progressbar"
      aria-label={`Spent of ${budget.name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(spent * 100)}
      aria-valuetext={`${formatUsd(budget.spentUsd)} of ${formatUsd(budget.limitUsd)}`}
      data-tone={tone}
    >
      <div className={classes.spent} style={{ width: `${spent * 100}%` }} />
      <div className={classes.held} style={{ width: `${held * 100}%` }} />
      {threshold !== null && (
        <div
          className={classes.mark}
          style={{ left: `${Math.min(threshold, 1) * 100}%` }}
          title={`Alert at ${formatShare(threshold)}`}
        />
      )}
    </div>
  );
}
