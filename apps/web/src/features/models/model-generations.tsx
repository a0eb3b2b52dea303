'use client';

import { Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { formatExactTime } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCount } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './model-generations.module.css';

const GenerationsQuery = graphql(`
  query ModelGenerations($model: ID!) {
    generations(first: 8, filter: { model: $model }) {
      nodes {
        id
        createdAt
        taskType
        latencyMs
        fellBack
        usage {
          totalTokens
        }
        cost {
          totalUsd
        }
      }
    }
  }
`);

/** The last generations that a model served. */
export function ModelGenerations({ model }: { model: string }) {
  const mayTry = useViewer().can('GENERATE');
  const [result, reload] = useQuery({
    query: GenerationsQuery,
    variables: { model },
    requestPolicy: 'cache-and-network',
  });
  return (
    <Card
      title="Its last generations"
      aside={
        <Anchor component={PageLink} href={`/generations?range=30d&model=${encodeURIComponent(model)}`} size="sm">
          All of them
        </Anchor>
      }
    >
      <QueryView
        result={result}
        what="Its generations"
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        isEmpty={({ generations }) => generations.nodes.length === 0}
        empty={
          <Empty
            title="No generations yet"
            text={mayTry ? 'Try it in the playground.' : 'Generations that it serves appear here.'}
          />
        }
      >
        {({ generations }) => (
          <ul className={classes.list}>
            {generations.nodes.map(({ id, createdAt, taskType, latencyMs, fellBack, usage, cost }) => (
              <li key={id} className={classes.line} data-id={id}>
                <PageLink href={`/generations/${id}`} className={classes.link}>
                  {formatExactTime(createdAt)}
                </PageLink>
                <span className={classes.note}>
                  {[taskType, fellBack && 'after a fallback'].filter(Boolean).join(', ')}
                </span>
                <span className={classes.figure}>{formatCount(usage.totalTokens)} tokens</span>
                <span className={classes.figure}>{formatDuration(latencyMs)}</span>
                <span className={classes.figure}>{cost === null ? 'unpriced' : formatUsd(cost.totalUsd)}</span>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}
