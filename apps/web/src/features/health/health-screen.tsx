'use client';

import { Stack } from '@mantine/core';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Loading, Stale } from '../../components/states.tsx';
import { zoneName } from '../../format/date-time.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useOpened } from '../shell/opened.ts';
import { RangePicker } from '../shell/range-picker.tsx';
import { useViewRange } from '../shell/view-range.ts';
import { BreakerList } from './breaker-list.tsx';
import { CheckNow } from './check-now.tsx';
import { EvidenceDrawer, writeStep } from './evidence-drawer.tsx';
import { ProviderTimelineFragment } from './health-history.ts';
import { useIsStale } from './health-provider.tsx';
import { ProviderTimeline } from './provider-timeline.tsx';

const HealthQuery = graphql(
  `
    query HealthHistory($from: DateTime!, $to: DateTime!) {
      healthHistory(from: $from, to: $to) {
        ...ProviderTimeline
      }
    }
  `,
  [ProviderTimelineFragment],
);

const dayMs = 86_400_000;

/** The providers over time and at present, with the evidence. */
export function HealthScreen() {
  const { from, to, renew } = useViewRange();
  // A cell is at least an hour, so for a shorter range the day around it is shown.
  const start = new Date(Math.min(from.getTime(), to.getTime() - dayMs));
  const variables = { from: start.toISOString(), to: to.toISOString() };
  const [result, reload] = useQuery({ query: HealthQuery, variables, requestPolicy: 'cache-and-network' });
  const evidence = useOpened('evidence');
  const isStale = useIsStale();

  return (
    <Page>
      <PageHeader title="Health" text={`Providers over time and models now. Times are ${zoneName()}.`}>
        <RangePicker />
      </PageHeader>
      {isStale && <Stale text="The connection is lost: what follows is as of the last contact." />}
      <Stack gap="md">
        <Card title="Providers" aside={<CheckNow onChecked={renew} />}>
          <QueryView
            result={result}
            what="The health of providers"
            onRetry={() => reload({ requestPolicy: 'network-only' })}
            loading={<Loading lines={6} />}
          >
            {({ healthHistory }) => (
              <ProviderTimeline history={healthHistory} onStep={(step) => evidence.open(writeStep(step))} />
            )}
          </QueryView>
        </Card>
        <BreakerList />
      </Stack>
      <EvidenceDrawer opened={evidence.value} onClose={evidence.close} />
    </Page>
  );
}
