'use client';

import { Anchor } from '@mantine/core';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/states.tsx';
import { StatusDot, type Tone } from '../../components/status-dot.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { formatCount, formatShare } from '../../format/tokens.ts';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
import { useAllHealth } from '../health/health-provider.tsx';
import type { Health } from '../health/health-store.ts';
import { modelState } from '../health/model-state.ts';
import { PageLink } from '../shell/page-link.tsx';
import { fillSteps, listSteps } from './overview-range.ts';
import { describeProvider, toneOfStep } from './provider-state.ts';
import classes from './provider-strip.module.css';

export const StripProvider = graphql(`
  fragment StripProvider on Provider {
    id
    displayName
    configured
    models {
      id
      active
    }
  }
`);

/** The usage by provider. */
export const StripUsage = graphql(`
  fragment StripUsage on UsageReport {
    from
    to
    groups {
      provider
      totals {
        calls
        successRate
      }
    }
    series {
      at
      provider
      totals {
        calls
        failures
        successRate
      }
    }
  }
`);

type ProviderStripProps = {
  providers: readonly FragmentOf<typeof StripProvider>[];
  usage: FragmentOf<typeof StripUsage>;
  stepMs: number;
};

/** The providers as on a status page: each step of the range coloured by its calls, and the present state. */
export function ProviderStrip({ providers, usage, stepMs }: ProviderStripProps) {
  const { from, to, groups, series } = readFragment(StripUsage, usage);
  const steps = listSteps(from, to, stepMs);
  const healths = useAllHealth();
  const configured = readFragment(StripProvider, providers)
    .filter((provider) => provider.configured)
    .map((provider) => ({
      provider,
      state: stateOf(provider, healths),
      totals: groups.find((group) => group.provider === provider.id)?.totals ?? null,
    }));
  const shown = mostImportant(configured);
  const hidden = configured.length - shown.length;
  return (
    <Card
      title="Providers"
      aside={
        <Anchor component={PageLink} href="/health" size="sm">
          Health
        </Anchor>
      }
    >
      {configured.length === 0 ? (
        <Empty title="No provider is configured" text="Set a key in .env, such as OPENAI_API_KEY." />
      ) : (
        <ul className={classes.list}>
          {shown.map(({ provider, state, totals }) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              state={state}
              totals={totals}
              steps={steps}
              course={fillSteps(
                steps,
                series.filter((point) => point.provider === provider.id),
                (point) => point.totals,
                null,
              )}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <PageLink href="/health" className={classes.more}>
          {formatCount(hidden)} more {hidden === 1 ? 'provider' : 'providers'} in Health
        </PageLink>
      )}
    </Card>
  );
}

type Usage = ResultOf<typeof StripUsage>;
type Totals = Usage['groups'][number]['totals'];
type State = ReturnType<typeof describeProvider>;

function stateOf({ models, configured }: ResultOf<typeof StripProvider>, healths: ReadonlyMap<string, Health>): State {
  const active = models.filter((model) => model.active);
  return describeProvider(active.map((model) => modelState({ ...model, configured }, healths.get(model.id))));
}

/** With more rows the list is longer than the page beside it. */
const mostShown = 6;
const ranks: readonly Tone[] = ['bad', 'slow', 'good', 'idle'];

/**
 * Providers with problems first, then providers with most calls. All keep the given order when the list has room for
 * them.
 */
function mostImportant<Row extends { state: State; totals: Totals | null }>(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= mostShown) return rows;
  const rank = ({ state }: Row): number => ranks.indexOf(state.tone);
  const calls = ({ totals }: Row): number => totals?.calls ?? 0;
  return rows.toSorted((left, right) => rank(left) - rank(right) || calls(right) - calls(left)).slice(0, mostShown);
}

type ProviderRowProps = {
  provider: ResultOf<typeof StripProvider>;
  state: State;
  /** Null without calls. */
  totals: Totals | null;
  steps: readonly string[];
  /** A value for each step; null without calls. */
  course: readonly (Usage['series'][number]['totals'] | null)[];
};

function ProviderRow({ provider: { id, displayName }, state, totals, steps, course }: ProviderRowProps) {
  const share = totals === null ? 'no calls' : formatShare(totals.successRate);
  return (
    <li className={classes.provider} data-id={id}>
      <div className={classes.head}>
        <PageLink href={`/health?provider=${id}`} className={classes.name} title={displayName}>
          {displayName}
        </PageLink>
        <span className={classes.state}>
          <StatusDot tone={state.tone} />
          {state.label}
        </span>
        {totals !== null && <span className={classes.share}>{share}</span>}
      </div>
      <div
        className={classes.steps}
        role="img"
        aria-label={`${displayName}: ${totals === null ? share : `${share} of ${formatCount(totals.calls)} calls succeeded`}`}
      >
        {course.map((step, index) => (
          <span
            key={steps[index]}
            data-tone={toneOfStep(step?.successRate ?? null)}
            title={`${formatDateTime(steps[index])}: ${
              step === null ? 'no calls' : `${formatCount(step.failures)} of ${formatCount(step.calls)} calls failed`
            }`}
          />
        ))}
      </div>
    </li>
  );
}
