'use client';

import { Group, SegmentedControl, Select } from '@mantine/core';
import { useSearchParams } from 'next/navigation';
import { Card } from '../../components/card.tsx';
import { StackedChart } from '../../components/chart/stacked-chart.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty, Loading } from '../../components/states.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { changeAddress } from '../shell/address.ts';
import { useOpenPage } from '../shell/page-link.tsx';
import { breakDown, dimensions, formatMetric, metrics } from './breakdown.ts';
import { listSteps } from './overview-range.ts';
import type { OverviewScope } from './overview-scope.ts';
import { useSteadyQuery } from './use-steady-query.ts';

const TrafficQuery = graphql(`
  query OverviewTraffic($input: UsageInput!) {
    usage(input: $input) {
      from
      to
      groups {
        model
        provider
        workspace
        taskType
        totals {
          calls
          costUsd
          totalTokens
        }
      }
      series {
        at
        model
        provider
        workspace
        taskType
        totals {
          calls
          costUsd
          totalTokens
        }
      }
    }
  }
`);

const height = 250;

/** Cost, calls or tokens over time, stacked. A dragged range opens its generations. */
export function TrafficChart({ scope }: { scope: OverviewScope }) {
  const { metric, dimension } = useChartChoice();
  const openPage = useOpenPage();
  const { input } = dimensions.find(({ value }) => value === dimension) ?? dimensions[0];
  const [result, repeat] = useSteadyQuery(`${scope.subject} ${input}`, {
    query: TrafficQuery,
    variables: { input: { ...scope.input, interval: scope.interval, groupBy: [input] } },
    requestPolicy: 'cache-and-network',
  });
  const open = (from: Date, to: Date): void => {
    const target = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
    openPage(`/generations?${target}`);
  };
  return (
    <Card title="Traffic" aside={<ChartChoice />}>
      <QueryView
        result={result}
        what="Traffic"
        onRetry={() => repeat({ requestPolicy: 'network-only' })}
        loading={<Loading lines={9} />}
        isEmpty={({ usage }) => usage.groups.length === 0}
        empty={<Empty title="No calls in this range" text="Choose a longer range, or send a request." />}
      >
        {({ usage }) => {
          const steps = listSteps(usage.from, usage.to, scope.stepMs);
          const chart = breakDown(usage.groups, usage.series, steps, { metric, dimension });
          return (
            <StackedChart
              {...chart}
              label={`${metrics.find(({ value }) => value === metric)?.label} over time`}
              height={height}
              stepMs={scope.stepMs}
              formatValue={(value) => formatMetric(value, metric)}
              onRange={open}
            />
          );
        }}
      </QueryView>
    </Card>
  );
}

/** The chart's metric and dimension, in the address as `chart` and `by`. */
function useChartChoice() {
  const parameters = useSearchParams();
  const metric = metrics.find(({ value }) => value === parameters.get('chart')) ?? metrics[0];
  const dimension = dimensions.find(({ value }) => value === parameters.get('by')) ?? dimensions[0];
  return { metric: metric.value, dimension: dimension.value };
}

function ChartChoice() {
  const { metric, dimension } = useChartChoice();
  return (
    <Group gap="xs" wrap="nowrap">
      <SegmentedControl
        size="xs"
        aria-label="Figure"
        data={[...metrics]}
        value={metric}
        onChange={(value) => changeAddress({ chart: value === 'cost' ? null : value })}
      />
      <Select
        size="xs"
        w={124}
        aria-label="Split"
        data={[...dimensions]}
        value={dimension}
        allowDeselect={false}
        onChange={(value) => changeAddress({ by: value === 'model' ? null : value })}
      />
    </Group>
  );
}
