'use client';

import { Anchor } from '@mantine/core';
import Link from 'next/link';
import { Card } from '../../components/card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty, Loading } from '../../components/states.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { formatCount, formatShare } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useAllHealth } from '../health/health-provider.tsx';
import { fillSteps, listSteps } from './overview-range.ts';
import type { OverviewScope } from './overview-scope.ts';
import { describeProvider, toneOfStep } from './provider-state.ts';
import classes from './provider-strip.module.css';
import { useSteadyQuery } from './use-steady-query.ts';

const ProvidersQuery = graphql(`
  query OverviewProviders($input: UsageInput!) {
    providers {
      id
      displayName
      configured
      models {
        id
        active
      }
    }
    usage(input: $input) {
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
  }
`);

/** The providers as a status page shows them: each step of the range coloured by its calls, and the state now. */
export function ProviderStrip({ scope }: { scope: OverviewScope }) {
  const healths = useAllHealth();
  const [result, repeat] = useSteadyQuery(scope.subject, {
    query: ProvidersQuery,
    variables: { input: { ...scope.input, interval: scope.interval, groupBy: ['PROVIDER'] } },
    requestPolicy: 'cache-and-network',
  });
  return (
    <Card
      title="Providers"
      aside={
        <Anchor component={Link} href="/health" prefetch={false} size="sm">
          Health
        </Anchor>
      }
    >
      <QueryView
        result={result}
        what="Providers"
        onRetry={() => repeat({ requestPolicy: 'network-only' })}
        loading={<Loading lines={4} />}
        isEmpty={({ providers }) => !providers.some(({ configured }) => configured)}
        empty={<Empty title="No provider is configured" text="Set a key in .env, such as OPENAI_API_KEY." />}
      >
        {({ providers, usage }) => {
          const steps = listSteps(usage.from, usage.to, scope.stepMs);
          return (
            <ul className={classes.list}>
              {providers
                .filter(({ configured }) => configured)
                .map(({ id, displayName, models }) => {
                  const group = usage.groups.find(({ provider }) => provider === id)?.totals;
                  const points = usage.series.filter(({ provider }) => provider === id);
                  const state = describeProvider(
                    models.filter(({ active }) => active).map((model) => healths.get(model.id)),
                  );
                  return (
                    <li key={id} className={classes.provider} data-id={id}>
                      <div className={classes.head}>
                        <Link href={`/health?provider=${id}`} prefetch={false} className={classes.name}>
                          {displayName}
                        </Link>
                        <span className={classes.state}>
                          <StatusDot tone={state.tone} />
                          {state.label}
                        </span>
                        <span className={classes.share}>
                          {group === undefined ? 'no calls' : formatShare(group.successRate)}
                        </span>
                      </div>
                      <div
                        className={classes.steps}
                        role="img"
                        aria-label={`${displayName}: ${
                          group === undefined
                            ? 'no calls'
                            : `${formatShare(group.successRate)} of ${formatCount(group.calls)} calls succeeded`
                        }`}
                      >
                        {fillSteps(steps, points, ({ totals }) => totals, null).map((totals, index) => (
                          <span
                            key={steps[index]}
                            data-tone={toneOfStep(totals?.successRate ?? null)}
                            title={`${formatDateTime(steps[index])}: ${
                              totals === null
                                ? 'no calls'
                                : `${formatCount(totals.failures)} of ${formatCount(totals.calls)} calls failed`
                            }`}
                          />
                        ))}
                      </div>
                    </li>
                  );
                })}
            </ul>
          );
        }}
      </QueryView>
    </Card>
  );
}
