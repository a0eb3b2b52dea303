'use client';

import { Text } from '@mantine/core';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatTime } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatShare } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './breaker-list.module.css';
import { useAllHealth } from './health-provider.tsx';
import { HealthStatus } from './health-status.tsx';
import type { Health } from './health-store.ts';
import { modelState } from './model-state.ts';

const ModelsQuery = graphql(`
  query HealthModels {
    models {
      id
      displayName
      active
      configured
    }
  }
`);

const breakers: Record<Health['breaker'], string> = {
  CLOSED: 'closed',
  HALF_OPEN: 'half open',
  OPEN: 'open',
};

/** The models with a notable state, the worst first, then the models with calls. Live. */
export function BreakerList() {
  const [result, reload] = useQuery({ query: ModelsQuery });
  const healths = useAllHealth();
  return (
    <Card title="Models now">
      <QueryView result={result} what="Models" onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ models }) => {
          const heard = models
            .map((model) => ({ model, health: healths.get(model.id) }))
            .filter(({ model, health }) => isNotable(modelState(model, health)))
            .toSorted((left, right) => weigh(right.health) - weigh(left.health));
          return heard.length === 0 ? (
            <Text size="sm" c="dimmed">
              No calls in the last five minutes, and no open breaker.
            </Text>
          ) : (
            <ul className={classes.list}>
              {heard.map(({ model, health }) => (
                <li key={model.id} data-id={model.id} className={classes.line}>
                  <PageLink href={`/models/${model.id}`} className={classes.name}>
                    {model.displayName}
                  </PageLink>
                  <span className={classes.status}>
                    <HealthStatus model={model} isWordOnly />
                  </span>
                  <span className={classes.figure}>breaker {breakers[health?.breaker ?? 'CLOSED']}</span>
                  <span className={classes.figure}>
                    {health?.successRate === null ? '' : formatShare(health?.successRate)}
                  </span>
                  <span className={classes.figure}>
                    {health?.firstTokenMs === null ? '' : formatDuration(health?.firstTokenMs)}
                  </span>
                  <span className={classes.reason}>
                    {health?.reason}
                    {health?.retryAt && ` Tried again at ${formatTime(health.retryAt)}.`}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Card>
  );
}

function isNotable(state: ReturnType<typeof modelState>): boolean {
  return state !== 'READY' && state !== 'UNCONFIGURED' && state !== 'OFF';
}

/** The worst first. */
function weigh(health: Health | undefined): number {
  if (health === undefined) return 0;
  const open = health.breaker === 'OPEN' ? 4 : health.breaker === 'HALF_OPEN' ? 3 : 0;
  return open + (health.status === 'UNAVAILABLE' ? 2 : 0) + (1 - (health.successRate ?? 1));
}
