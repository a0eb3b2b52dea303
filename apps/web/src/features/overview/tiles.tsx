import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { Sparkline } from '../../components/sparkline.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact, formatCount, formatShare } from '../../format/tokens.ts';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
import type { BudgetState } from '../attention/find-problems.ts';
import { fillSteps, listSteps } from './overview-range.ts';
import classes from './tiles.module.css';

export const OverviewUsage = graphql(`
  fragment OverviewUsage on UsageReport {
    from
    to
    totals {
      calls
      failures
      successRate
      totalTokens
      costUsd
      unpricedCalls
      p50FirstTokenMs
      p95FirstTokenMs
      savedUsd
      fallbacks
    }
    series {
      at
      totals {
        calls
        failures
        successRate
        costUsd
        p50FirstTokenMs
        savedUsd
        fallbacks
      }
    }
  }
`);

type Point = ResultOf<typeof OverviewUsage>['series'][number];

type TilesProps = { usage: FragmentOf<typeof OverviewUsage>; stepMs: number; budget: BudgetState | null };

/** The figures of the range, each over time. `budget`: the budget to compare spending with. */
export function Tiles({ usage, stepMs, budget }: TilesProps) {
  const { from, to, totals, series } = readFragment(OverviewUsage, usage);
  const steps = listSteps(from, to, stepMs);
  const course = (value: (point: Point) => number | null, none: number | null = 0) =>
    fillSteps(steps, series, value, none);
  const saved = totals.savedUsd === null ? null : Number(totals.savedUsd);
  return (
    <div className={classes.tiles}>
      <Tile
        label="Spend"
        value={formatUsd(totals.costUsd)}
        note={budget === null ? unpricedNote(totals.unpricedCalls) : <BudgetNote budget={budget} />}
        course={course(({ totals: { costUsd } }) => Number(costUsd))}
      />
      <Tile
        label="Calls"
        value={formatCount(totals.calls)}
        note={`${formatCompact(totals.totalTokens)} tokens`}
        course={course(({ totals: { calls } }) => calls)}
      />
      <Tile
        label="Success"
        value={formatShare(totals.successRate)}
        note={totals.failures === 0 ? 'no failed calls' : `${formatCount(totals.failures)} failed calls`}
        course={course(({ totals: { successRate } }) => successRate, null)}
        color="var(--good)"
      />
      <Tile
        label="Rescued by fallback"
        help="Requests that another model answered after the first had failed. Their failed calls count in Success."
        value={formatCount(totals.fallbacks)}
        note={totals.fallbacks === 0 ? 'no fallback was needed' : 'answered by another model'}
        course={course(({ totals: { fallbacks } }) => fallbacks)}
      />
      <Tile
        label="First token"
        value={formatDuration(totals.p50FirstTokenMs)}
        note={`95%: ${formatDuration(totals.p95FirstTokenMs)}`}
        course={course(({ totals: { p50FirstTokenMs } }) => p50FirstTokenMs, null)}
      />
      <Tile
        label={saved !== null && saved < 0 ? 'Cost of routing' : 'Saved by routing'}
        help="Compared with the policy's default model for the same answers."
        value={saved === null ? '–' : formatUsd(Math.abs(saved))}
        note={savedNote(saved)}
        course={course(({ totals: { savedUsd } }) => (savedUsd === null ? null : Number(savedUsd)), null)}
        color={saved !== null && saved < 0 ? 'var(--slow)' : 'var(--good)'}
      />
    </div>
  );
}

function unpricedNote(calls: number): string {
  return calls === 0 ? 'no budget applies' : `and ${formatCount(calls)} unpriced calls`;
}

function savedNote(saved: number | null): string {
  if (saved === null) return 'the default model has no price';
  return saved < 0 ? 'over the default model' : 'against the default model';
}

const windowWords: Readonly<Record<string, string>> = { DAY: 'today', MONTH: 'this month', TOTAL: 'in all' };

function BudgetNote({ budget }: { budget: BudgetState & { window?: string } }) {
  const { name, spentUsd, limitUsd, window = '' } = budget;
  const share = Number(limitUsd) === 0 ? 1 : Number(spentUsd) / Number(limitUsd);
  return (
    <span className={classes.budget} title={name} data-high={share >= 0.8 || undefined}>
      {formatShare(Math.round(share * 1_000) / 1_000)} of {formatUsd(limitUsd, { isRound: true })}{' '}
      {windowWords[window] ?? ''}
    </span>
  );
}

type TileProps = {
  label: string;
  help?: string;
  value: string;
  note: ReactNode;
  course: readonly (number | null)[];
  color?: string;
};

function Tile({ label, help, value, note, course, color }: TileProps) {
  return (
    <div className={classes.tile}>
      <Tooltip label={help} disabled={help === undefined}>
        <div className={classes.label} data-help={help === undefined ? undefined : true}>
          {label}
        </div>
      </Tooltip>
      <div className={classes.value}>{value}</div>
      <div className={classes.note}>{note}</div>
      <Sparkline values={course} label={`${label} over the range`} height={28} color={color} />
    </div>
  );
}
