'use client';

import { Group } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { Card } from '../../components/card.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Loading } from '../../components/states.tsx';
import { formatMoment } from '../../format/date-time.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { AttentionList } from '../attention/attention-list.tsx';
import { useAttention } from '../attention/attention-provider.tsx';
import { type BudgetState, findProblems, type Problem } from '../attention/find-problems.ts';
import { usedShare } from '../budgets/budget-meter.tsx';
import { RangePicker } from '../shell/range-picker.tsx';
import { useViewRange } from '../shell/view-range.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { FirstRun } from './first-run.tsx';
import { LatestGeneration, LatestGenerations, useLatestGenerations } from './latest-generations.tsx';
import { useOverviewScope } from './overview-scope.ts';
import classes from './overview-screen.module.css';
import { ProviderStrip, StripProvider, StripUsage } from './provider-strip.tsx';
import { OverviewUsage, Tiles } from './tiles.tsx';
import { TrafficChart } from './traffic-chart.tsx';
import { useSteadyQuery } from './use-steady-query.ts';

const OverviewQuery = graphql(
  `
    query Overview(
      $usage: UsageInput!
      $byProvider: UsageInput!
      $filter: GenerationFilter
      $own: UsageInput!
      $mayOperate: Boolean!
    ) {
      usage(input: $usage) {
        ...OverviewUsage
      }
      byProvider: usage(input: $byProvider) {
        ...StripUsage
      }
      byKey: usage(input: $own) {
        groups {
          apiKey
          totals {
            calls
          }
        }
      }
      generations(first: 12, filter: $filter) {
        edges {
          node {
            ...LatestGeneration
          }
        }
      }
      providers {
        id
        displayName
        local
        configured
        setupHint @include(if: $mayOperate)
        ...StripProvider
      }
      chains {
        name
        models {
          id
        }
      }
      budgets {
        id
        name
        window
        workspaceId
        apiKeyId
        model
        provider
        limitUsd
        spentUsd
        reservedUsd
        alertThreshold
        hard
        forecast {
          fullAt
        }
      }
    }
  `,
  [OverviewUsage, StripUsage, StripProvider, LatestGeneration],
);

type OverviewData = ResultOf<typeof OverviewQuery>;

/** Minimum time between two reads of the figures while generations end. Milliseconds. */
const renewEveryMs = 10_000;

/** The present problems, the figures of a range, and the live generations. */
export function OverviewScreen() {
  const scope = useOverviewScope();
  const { workspaceId } = scope.input;
  useRenewal(workspaceId);
  const [result, repeat] = useSteadyQuery(scope.subject, {
    query: OverviewQuery,
    variables: {
      usage: { ...scope.input, interval: scope.interval },
      byProvider: { ...scope.input, interval: scope.interval, groupBy: ['PROVIDER'] },
      filter: workspaceId === null ? null : { workspaceId },
      own: { days: 7, workspaceId, groupBy: ['API_KEY'] },
      mayOperate: useViewer().can('OPERATE'),
    },
    requestPolicy: 'cache-and-network',
  });
  return (
    <Page>
      <PageHeader title="Overview">
        <Group gap="xs">
          <WorkspacePicker />
          <RangePicker />
        </Group>
      </PageHeader>
      <QueryView
        result={result}
        what="The overview"
        onRetry={() => repeat({ requestPolicy: 'network-only' })}
        loading={<Loading lines={12} />}
      >
        {(data) => <Overview key={workspaceId} data={data} scope={scope} />}
      </QueryView>
    </Page>
  );
}

function Overview({ data, scope }: { data: OverviewData; scope: ReturnType<typeof useOverviewScope> }) {
  const generations = useMemo(() => data.generations.edges.map(({ node }) => node), [data]);
  const latest = useLatestGenerations(generations, scope.input.workspaceId);
  const [isFirstRun, setIsFirstRun] = useState(useViewer().can('GENERATE') && generations.length === 0);
  const found = useProblems(data);
  // The first steps explain how to set a key.
  const problems = isFirstRun ? found.filter(({ section }) => section !== '/models') : found;
  const { workspaceId } = scope.input;
  const hasTraffic = latest.length > 0;
  return (
    <div className={classes.parts}>
      {isFirstRun && <FirstSteps data={data} latest={latest} onDismiss={() => setIsFirstRun(false)} />}
      {(!isFirstRun || problems.length > 0) && (
        <Card title="Needs attention">
          <AttentionList problems={problems} />
        </Card>
      )}
      {(hasTraffic || !isFirstRun) && (
        <>
          <Tiles usage={data.usage} stepMs={scope.stepMs} budget={fullestBudget(data.budgets, workspaceId)} />
          <div className={classes.columns}>
            <TrafficChart scope={scope} />
            <ProviderStrip providers={data.providers} usage={data.byProvider} stepMs={scope.stepMs} />
          </div>
        </>
      )}
      <LatestGenerations latest={latest} />
    </div>
  );
}

type FirstStepsProps = { data: OverviewData; latest: readonly LatestGeneration[]; onDismiss: () => void };

function FirstSteps({ data, latest, onDismiss }: FirstStepsProps) {
  const { budgets } = useAttention();
  const { can } = useViewer();
  const { providers } = data;
  const hosted = providers.filter(({ id }) => id !== 'sandbox');
  const missing = hosted.find(({ configured, local }) => !configured && !local);
  const hasProvider = hosted.some(({ configured }) => configured);
  return (
    <FirstRun
      origin={window.location.origin}
      onDismiss={onDismiss}
      operates={can('OPERATE')}
      steps={{
        hasAnswer: latest.some(({ status }) => status === 'COMPLETED'),
        hasProvider,
        setupHint: hasProvider ? null : (missing?.setupHint ?? null),
        hasBudget: Math.max(budgets.length, data.budgets.length) > 0,
        hasOwnCall: data.byKey.groups.some(({ apiKey, totals }) => Boolean(apiKey) && totals.calls > 0),
      }}
    />
  );
}

/** The live problems, and the problems of providers that chains name. */
function useProblems({ providers, chains, budgets: read }: OverviewData): readonly Problem[] {
  const { problems, budgets: live } = useAttention();
  const mayOperate = useViewer().can('OPERATE');
  // Until the live budgets arrive, so that the content below does not move down.
  const budgets = live.length === 0 ? read : noBudgets;
  return useMemo(() => {
    const named = new Set(chains.flatMap(({ models }) => models.map(({ id }) => id.slice(0, id.indexOf('/')))));
    const unset = mayOperate ? providers.filter(({ id }) => named.has(id)) : [];
    const sources = { healths: [], policyProblem: null, mayRaise: mayOperate, formatMoment };
    return [...problems, ...findProblems({ ...sources, budgets, providers: unset })];
  }, [problems, providers, chains, budgets, mayOperate]);
}

const noBudgets: OverviewData['budgets'] = [];

/** Of the budgets for the shown spending (all requests, or the workspace), the one closest to its limit. Null: none. */
export function fullestBudget(budgets: OverviewData['budgets'], workspaceId: string | null): BudgetState | null {
  const [fullest] = budgets
    .filter(
      (budget) =>
        budget.workspaceId === workspaceId &&
        budget.apiKeyId === null &&
        budget.model === null &&
        budget.provider === null,
    )
    .toSorted((left, right) => usedShare(right) - usedShare(left));
  return fullest ?? null;
}

const UsageSubscription = graphql(`
  subscription OverviewUsageTick($workspace: ID) {
    usage(workspace: $workspace) {
      day
    }
  }
`);

/** Moves the end of the range forward as calls are settled, so that every figure of the page is read again. */
function useRenewal(workspaceId: string | null): void {
  const client = useClient();
  const { renew } = useViewRange();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    let isFirst = true;
    const { unsubscribe } = client.subscription(UsageSubscription, { workspace: workspaceId }).subscribe(({ data }) => {
      // The first tick reports calls that the page has already read.
      if (isFirst || !data) {
        isFirst = false;
        return;
      }
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        renew();
      }, renewEveryMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [client, workspaceId, renew]);
}
