import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { formatEstimate, formatUsd } from '../../format/money.ts';
import { formatCount } from '../../format/tokens.ts';
import classes from './composer.module.css';
import type { Estimate } from './use-estimate.ts';

type EstimateLineProps = {
  estimate: Estimate;
  /** Shown while the prompt is empty. */
  hint: string;
};

/** One line: the model, the cost and the latency of the first candidate. */
export function EstimateLine({ estimate, hint }: EstimateLineProps) {
  switch (estimate.type) {
    case 'nothing-typed':
      return <Line>{hint}</Line>;
    case 'pending':
      return <Line>Estimating …</Line>;
    case 'invalid':
      return <Line tone="bad">{estimate.problem}</Line>;
    case 'failed':
      return (
        <Line tone="bad">
          {estimate.error.title}: {estimate.error.message}
        </Line>
      );
    case 'planned':
      return <PlannedLine estimate={estimate} />;
    default:
      return estimate satisfies never;
  }
}

function PlannedLine({ estimate: { plan, isStale } }: { estimate: Extract<Estimate, { type: 'planned' }> }) {
  const [first, ...others] = plan.candidates;
  if (!first) return <Line tone="bad">No model can serve this request: see the plan for the reasons.</Line>;
  return (
    <Line isStale={isStale}>
      <Tooltip label={first.reason}>
        <span className={classes.who}>{first.modelId}</span>
      </Tooltip>
      <Tooltip
        label={first.worstCaseCostUsd ? `At most ${formatUsd(first.worstCaseCostUsd)}` : 'The price is not known'}
      >
        <span>{formatEstimate(first.estimatedCostUsd)}</span>
      </Tooltip>
      <span>{formatCount(plan.inputTokens)} tokens in</span>
      <span className={classes.wideOnly}>about {formatDuration(first.estimatedLatencyMs)}</span>
      {others.length > 0 && (
        <span className={classes.wideOnly}>
          {others.length} {others.length === 1 ? 'fallback' : 'fallbacks'}
        </span>
      )}
    </Line>
  );
}

type LineProps = { tone?: 'plain' | 'bad'; isStale?: boolean; children: ReactNode };

function Line({ tone = 'plain', isStale = false, children }: LineProps) {
  return (
    <Text
      component="div"
      size="xs"
      c={tone === 'bad' ? 'var(--bad)' : 'dimmed'}
      className={classes.estimate}
      style={{ opacity: isStale ? 0.55 : 1 }}
      role="status"
    >
      {children}
    </Text>
  );
}
