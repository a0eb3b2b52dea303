import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { formatEstimate, formatUsd } from '../../format/money.ts';
import { formatCount } from '../../format/tokens.ts';
import classes from './composer.module.css';
import { explainPlan } from './explain-run.ts';
import { routeLabel } from './route.ts';
import type { Estimate, LanePlan } from './use-estimate.ts';

type EstimateLineProps = {
  estimate: Estimate;
  /** Shown while the prompt is empty. */
  hint: string;
};

/**
 * The model that would answer, the cost, and the number of tokens. Below it, each lane that another model would answer.
 */
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
      return <Planned {...estimate} />;
    default:
      return estimate satisfies never;
  }
}

function Planned({ lanes, isStale }: { lanes: readonly LanePlan[]; isStale: boolean }) {
  const others = lanes
    .map(({ plan, route }) => explainPlan(plan, route))
    .filter((explanation) => explanation?.isOtherModel);
  const refused = lanes.filter(({ plan }) => plan.candidates.length === 0);
  const [only] = lanes;
  return (
    <div>
      {lanes.length === 1 && only ? <OneLane plan={only.plan} isStale={isStale} /> : <Lanes {...{ lanes, isStale }} />}
      {lanes.length > 1 &&
        refused.map(({ route }, index) => (
          <Line key={`${routeLabel(route)}${index}`} tone="bad">
            {routeLabel(route)}: no model can serve this request.
          </Line>
        ))}
      {others.map((explanation, index) => (
        <Line key={`${explanation?.text}${index}`} tone="slow">
          {explanation?.text}
        </Line>
      ))}
    </div>
  );
}

function OneLane({ plan, isStale }: { plan: LanePlan['plan']; isStale: boolean }) {
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
      <Tokens input={plan.inputTokens} output={first.estimatedOutputTokens} />
      <span className={classes.wideOnly}>about {formatDuration(first.estimatedLatencyMs)}</span>
      {others.length > 0 && (
        <span className={classes.wideOnly}>
          {others.length} {others.length === 1 ? 'fallback' : 'fallbacks'}
        </span>
      )}
    </Line>
  );
}

/** The sum of all lanes. */
function Lanes({ lanes, isStale }: { lanes: readonly LanePlan[]; isStale: boolean }) {
  const firsts = lanes.flatMap(({ plan }) => plan.candidates.slice(0, 1));
  const priced = firsts.filter(({ estimatedCostUsd }) => estimatedCostUsd !== null);
  const total = priced.reduce((sum, { estimatedCostUsd }) => sum + Number(estimatedCostUsd), 0);
  const unpriced = firsts.length - priced.length;
  return (
    <Line isStale={isStale}>
      <span className={classes.who}>{lanes.length} answers</span>
      <span>
        {priced.length > 0 ? `${formatEstimate(total.toFixed(9))} in all` : 'unpriced'}
        {priced.length > 0 && unpriced > 0 && `, and ${unpriced} unpriced`}
      </span>
      <Tokens
        input={sumOf(lanes.map(({ plan }) => plan.inputTokens))}
        output={sumOf(firsts.map(({ estimatedOutputTokens }) => estimatedOutputTokens))}
      />
    </Line>
  );
}

function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** The tokens that an estimate includes. */
function Tokens({ input, output }: { input: number | null; output: number | null }) {
  if (output === null) return <span>{formatCount(input)} tokens in</span>;
  return (
    <Tooltip label="The cost is for this prompt, and for as long an answer as such requests usually get">
      <span>
        {formatCount(input)} tokens in, about {formatCount(output)} out
      </span>
    </Tooltip>
  );
}

type LineProps = { tone?: 'plain' | 'bad' | 'slow'; isStale?: boolean; children: ReactNode };

function Line({ tone = 'plain', isStale = false, children }: LineProps) {
  return (
    <Text
      component="div"
      size="xs"
      data-tone={tone}
      className={classes.estimate}
      style={{ opacity: isStale ? 0.55 : 1 }}
      role="status"
    >
      {children}
    </Text>
  );
}
