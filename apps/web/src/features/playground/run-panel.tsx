'use client';

import { Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Notice } from '../../components/notice.tsx';
import { StatRow } from '../../components/stat-row.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatCount, formatSpeed } from '../../format/tokens.ts';
import { AttemptTimeline } from './attempt-timeline.tsx';
import { PlanView } from './plan-view.tsx';
import { routeLabel } from './route.ts';
import { runFigures } from './run-figures.ts';
import classes from './run-panel.module.css';
import type { RunState } from './run-state.ts';
import { RunStatus } from './run-status.tsx';
import type { LanePlan } from './use-estimate.ts';

/** All details of one run: state, figures, attempts and plan. */
export function RunPanel({ run }: { run: RunState }) {
  return (
    <div className={classes.panel}>
      <RunStatus run={run} />
      {run.isShared ? (
        <Text size="sm" c="dimmed">
          This answer came with a link, which contains only its text.
        </Text>
      ) : (
        <RunStats run={run} />
      )}
      {run.attempts.length > 0 && (
        <Section title="Attempts">
          <AttemptTimeline attempts={run.attempts} />
        </Section>
      )}
      {run.plan && (
        <Section title="Plan">
          <PlanView plan={run.plan} servedBy={run.servedBy} />
        </Section>
      )}
      {run.generationId && (
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {run.generationId}
        </Text>
      )}
    </div>
  );
}

function RunStats({ run }: { run: RunState }) {
  const figures = runFigures(run, useNow(run.endedAtMs === null));
  return (
    <StatRow
      size="small"
      stats={[
        { label: 'First token', value: formatDuration(figures.firstTokenMs) },
        { label: 'Total', value: formatDuration(figures.totalMs) },
        { label: 'Speed', value: formatSpeed(figures.tokensPerSecond) },
        { label: 'Tokens in', value: formatCount(figures.inputTokens) },
        { label: 'Tokens out', value: formatCount(figures.outputTokens) },
        { label: 'Cost', value: figures.cost },
      ]}
    />
  );
}

/** The plans of the typed prompt, or a hint before they are read. */
export function PreviewPanel({ lanes }: { lanes: readonly LanePlan[] }) {
  if (lanes.length === 0) {
    return (
      <Notice
        icon={<IconActivity size={22} />}
        title="Nothing has run yet"
        text="As you type, the plan appears here: the model, the reason and the cost. During a run it shows every attempt."
      />
    );
  }
  return (
    <div className={classes.panel}>
      {lanes.map(({ route, plan }, index) => (
        <Section
          key={`${routeLabel(route)}${index}`}
          title={lanes.length === 1 ? 'Plan for this prompt' : `Plan: ${routeLabel(route)}`}
        >
          <PlanView plan={plan} servedBy={null} />
        </Section>
      ))}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </section>
  );
}

/** The present time, epoch milliseconds, updated four times a second during a run. */
function useNow(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
