'use client';

import { Button } from '@mantine/core';
import { type FragmentOf, readFragment } from 'gql.tada';
import { useSearchParams } from 'next/navigation';
import { type KeyboardEvent, useState } from 'react';
import { Empty } from '../../components/states.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDateTime, formatDay, formatTime } from '../../format/date-time.ts';
import { formatCount, formatShare } from '../../format/tokens.ts';
import { useViewer } from '../access/use-viewer.ts';
import type { EvidenceStep } from './evidence-drawer.tsx';
import { type ProviderRow, ProviderTimelineFragment } from './health-history.ts';
import { judgePoint } from './judge-point.ts';
import classes from './provider-timeline.module.css';

const stepsMs = { HOUR: 3_600_000, DAY: 86_400_000 } as const;

type ProviderTimelineProps = {
  history: FragmentOf<typeof ProviderTimelineFragment>;
  onStep: (step: EvidenceStep) => void;
};

/** Providers over time. A cell is an hour or a day, and opens its evidence. */
export function ProviderTimeline({ history: data, onStep }: ProviderTimelineProps) {
  const { from, to, interval, providers } = readFragment(ProviderTimelineFragment, data);
  const wanted = useSearchParams().get('provider');
  const [isUnfolded, setIsUnfolded] = useState(false);
  const stepMs = stepsMs[interval];
  const steps = listSteps(Date.parse(from), Date.parse(to), stepMs);
  const chosen = providers.filter(
    ({ provider, points }) => (provider.configured || points.length > 0) && (wanted === null || provider.id === wanted),
  );
  const [known, quiet] = [chosen.filter(isKnown), chosen.filter((row) => !isKnown(row))];
  const isFolded = !isUnfolded && quiet.length > mostQuiet;
  // Providers with evidence come first.
  const shown = isFolded ? known : [...known, ...quiet];
  if (chosen.length === 0) {
    return <NoProvider />;
  }
  return (
    <div className={classes.timeline}>
      {shown.map((row) => (
        <TimelineRow key={row.provider.id} row={row} steps={steps} stepMs={stepMs} onStep={onStep} />
      ))}
      {isFolded && (
        <Button variant="default" size="xs" w="fit-content" onClick={() => setIsUnfolded(true)}>
          Show {formatCount(quiet.length)} providers without calls and probes
        </Button>
      )}
      <div className={classes.axis} aria-hidden>
        <span>{interval === 'DAY' ? formatDay(from) : formatDateTime(steps[0])}</span>
        <span>{interval === 'DAY' ? formatDay(to) : formatTime(to)}</span>
      </div>
    </div>
  );
}

function NoProvider() {
  const operates = useViewer().can('OPERATE');
  const text = operates
    ? 'Set a key in .env, such as OPENAI_API_KEY, and restart.'
    : 'An operator sets the keys of providers. Their calls and probes then appear here.';
  return <Empty title="No provider is configured" text={text} />;
}

/** If more providers than this have no evidence, they are folded to keep the content below in view. */
const mostQuiet = 6;

function isKnown({ points }: ProviderRow): boolean {
  return points.length > 0;
}

type TimelineRowProps = {
  row: ProviderRow;
  steps: readonly number[];
  stepMs: number;
  onStep: (step: EvidenceStep) => void;
};

function TimelineRow({ row: { provider, points }, steps, stepMs, onStep }: TimelineRowProps) {
  const byStart = new Map(points.map((point) => [Date.parse(point.at), point]));
  const [focused, setFocused] = useState(steps.length - 1);
  const calls = points.reduce((sum, point) => sum + point.calls, 0);
  const failures = points.reduce((sum, point) => sum + point.failures, 0);
  const last = judgePoint(points.at(-1) ?? null);
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const next = { ArrowLeft: focused - 1, ArrowRight: focused + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (next === undefined || next < 0 || next >= steps.length) return;
    event.preventDefault();
    setFocused(next);
    const cell = event.currentTarget.children[next];
    if (cell instanceof HTMLElement) cell.focus();
  };
  return (
    <section className={classes.provider} data-id={provider.id} aria-label={provider.displayName}>
      <div className={classes.head}>
        <span className={classes.name}>
          <StatusDot tone={last.tone} isHollow={!provider.configured} />
          {provider.displayName}
        </span>
        <span className={classes.figures}>
          {calls === 0
            ? 'no calls'
            : `${formatShare((calls - failures) / calls)} of ${formatCount(calls)} calls succeeded`}
        </span>
      </div>
      {/* One Tab stop for each provider; arrow keys move through time. */}
      <div className={classes.cells} role="toolbar" aria-label={`${provider.displayName} over time`} onKeyDown={move}>
        {steps.map((startMs, index) => {
          const point = byStart.get(startMs) ?? null;
          const { tone, word, text } = judgePoint(point);
          const label = `${stepMs === stepsMs.DAY ? formatDay(startMs) : formatDateTime(startMs)}: ${word}, ${text}`;
          return (
            <button
              key={startMs}
              type="button"
              className={classes.cell}
              data-tone={tone}
              title={label}
              aria-label={label}
              tabIndex={index === Math.min(focused, steps.length - 1) ? 0 : -1}
              onFocus={() => setFocused(index)}
              onClick={() => onStep({ provider: provider.id, from: new Date(startMs), to: new Date(startMs + stepMs) })}
            />
          );
        })}
      </div>
    </section>
  );
}

/** The starts of all steps, in UTC as the API cuts them. Epoch milliseconds. */
function listSteps(fromMs: number, toMs: number, stepMs: number): number[] {
  const first = Math.floor(fromMs / stepMs);
  const last = Math.ceil(toMs / stepMs);
  return Array.from({ length: last - first }, (_, index) => (first + index) * stepMs);
}
