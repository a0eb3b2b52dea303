'use client';

import { Text } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { StackedChart } from '../../components/chart/stacked-chart.tsx';
import { FactList } from '../../components/fact-list.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact, formatCount, formatShare } from '../../format/tokens.ts';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import { dayMs, fillDays } from './fill-days.ts';
import classes from './model-screen.module.css';

const UsageQuery = graphql(`
  query ModelUsage($model: ID!) {
    usage(input: { model: $model, days: 7, interval: DAY }) {
      to
      totals {
        calls
        successRate
        totalTokens
        costUsd
        unpricedCalls
        p50LatencyMs
        p95LatencyMs
        averageFirstTokenMs
        fallbacks
      }
      series {
        at
        totals {
          calls
          failures
        }
      }
    }
  }
`);

/** The usage of a model over the last seven days. */
export function ModelUsageCard({ model }: { model: string }) {
  const [{ data, error }] = useQuery({ query: UsageQuery, variables: { model }, requestPolicy: 'cache-and-network' });
  return (
    <Card title="Usage" aside={<Days />}>
      {error && !data && (
        <Text size="sm" c="var(--bad-ink)">
          {describeError(error).message}
        </Text>
      )}
      {data?.usage.totals.calls === 0 && (
        <Text size="sm" c="dimmed">
          No calls yet.
        </Text>
      )}
      {data && data.usage.totals.calls > 0 && <Usage usage={data.usage} />}
    </Card>
  );
}

type UsageProps = { usage: ResultOf<typeof UsageQuery>['usage'] };

function Usage({ usage }: UsageProps) {
  const { totals } = usage;
  return (
    <>
      <StackedChart
        label="Calls by day that succeeded and failed"
        height={150}
        stepMs={dayMs}
        points={fillDays(usage).map(({ at, succeeded, failed }) => ({ at, values: { succeeded, failed } }))}
        series={[
          { key: 'succeeded', label: 'Succeeded' },
          { key: 'failed', label: 'Failed', color: 'var(--bad)' },
        ]}
        formatValue={formatCount}
      />
      <div className={classes.figures}>
        <FactList
          facts={[
            { label: 'Calls', value: formatCount(totals.calls) },
            { label: 'Success rate', value: formatShare(totals.successRate) },
            { label: 'Tokens', value: formatCompact(totals.totalTokens) },
            {
              label: 'Cost',
              value: formatUsd(totals.costUsd),
              note: totals.unpricedCalls > 0 ? `and ${formatCount(totals.unpricedCalls)} unpriced calls` : undefined,
            },
            { label: 'Latency, median', value: formatDuration(totals.p50LatencyMs) },
            { label: 'Latency, 95th percentile', value: formatDuration(totals.p95LatencyMs) },
            { label: 'First token, average', value: formatDuration(totals.averageFirstTokenMs) },
            { label: 'Rescued by fallback', value: formatCount(totals.fallbacks) },
          ]}
        />
      </div>
    </>
  );
}

function Days() {
  return (
    <Text size="xs" c="dimmed">
      last 7 days
    </Text>
  );
}
