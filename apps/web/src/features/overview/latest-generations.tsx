'use client';

import { Anchor, Text, Tooltip } from '@mantine/core';
import { useEffect, useReducer } from 'react';
import { useClient } from 'urql';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/states.tsx';
import { formatExactTime, formatTime } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { describeCode } from '../../graphql/error-codes.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './latest-generations.module.css';
import { latestCount, mergeLatest } from './merge-latest.ts';

export const LatestGeneration = graphql(`
  fragment LatestGeneration on Generation @_unmask {
    id
    status
    model
    workspaceId
    createdAt
    latencyMs
    errorCode
    cost {
      totalUsd
    }
    attempts {
      number
      model
      outcome
      errorCode
    }
  }
`);

export type LatestGeneration = ResultOf<typeof LatestGeneration>;

const FeedSubscription = graphql(
  `
    subscription OverviewGenerations($filter: GenerationFilter) {
      generations(filter: $filter) {
        generation {
          ...LatestGeneration
        }
      }
    }
  `,
  [LatestGeneration],
);

/** The last generations: the rows that were read, and later ones as they start and end. */
export function useLatestGenerations(
  initial: readonly LatestGeneration[],
  workspaceId: string | null,
): readonly LatestGeneration[] {
  const client = useClient();
  const [latest, merge] = useReducer(mergeLatest<LatestGeneration>, initial, (list) => list.slice(0, latestCount));
  useEffect(() => merge(initial), [initial]);
  useEffect(() => {
    const variables = { filter: workspaceId === null ? null : { workspaceId } };
    const { unsubscribe } = client.subscription(FeedSubscription, variables).subscribe(({ data }) => {
      if (data) merge([data.generations.generation]);
    });
    return unsubscribe;
  }, [client, workspaceId]);
  return latest;
}

/** Generations, each with the models that it tried. */
export function LatestGenerations({ latest }: { latest: readonly LatestGeneration[] }) {
  return (
    <Card
      title="Latest generations"
      aside={
        <Anchor component={PageLink} href="/generations" size="sm">
          All generations
        </Anchor>
      }
    >
      {latest.length === 0 ? (
        <Empty title="No generations yet" text="They appear here as they start." />
      ) : (
        <ul className={classes.list}>
          {latest.map((generation) => (
            <Line key={generation.id} generation={generation} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ generation }: { generation: LatestGeneration }) {
  const { id, status, createdAt, latencyMs, cost, workspaceId } = generation;
  return (
    <li className={classes.line} data-id={id} data-status={status}>
      <Tooltip label={formatExactTime(createdAt)}>
        <time dateTime={createdAt} className={classes.time}>
          {formatTime(createdAt)}
        </time>
      </Tooltip>
      <PageLink href={`/generations/${id}`} className={classes.path}>
        <Path generation={generation} />
      </PageLink>
      <span className={classes.workspace}>{workspaceId}</span>
      <span className={classes.figure}>{status === 'RUNNING' ? 'running' : formatDuration(latencyMs)}</span>
      <span className={classes.figure}>{status === 'RUNNING' ? '' : formatUsd(cost?.totalUsd)}</span>
    </li>
  );
}

const marks = {
  SUCCEEDED: { sign: '✓', tone: 'good', word: 'answered' },
  FAILED: { sign: '✕', tone: 'bad', word: 'failed' },
  CANCELLED: { sign: '■', tone: 'idle', word: 'cancelled' },
  OUTRUN: { sign: '–', tone: 'idle', word: 'the other answered first' },
  INTERRUPTED: { sign: '✕', tone: 'bad', word: 'interrupted' },
  SKIPPED: { sign: '–', tone: 'idle', word: 'skipped' },
} as const;

/** The models in the order of the attempts: `cutter ✕ → mini ✓`. */
function Path({ generation: { attempts, model, status, errorCode } }: { generation: LatestGeneration }) {
  if (attempts.length === 0) {
    const text = model ?? (errorCode === null ? 'starting' : describeCode(errorCode).title);
    return <span className={classes.step}>{status === 'RUNNING' ? `${text} …` : text}</span>;
  }
  return attempts.map(({ number, model: tried, outcome, errorCode: code }, index) => {
    const { sign, tone, word } = marks[outcome];
    const title = code === null ? word : describeCode(code).title;
    return (
      <span key={number} className={classes.step} title={`${tried}: ${title}`}>
        {index > 0 && <span aria-hidden> → </span>}
        {tried.slice(tried.indexOf('/') + 1)}{' '}
        <Text span className={classes.sign} data-tone={tone} role="img" aria-label={title}>
          {sign}
        </Text>
      </span>
    );
  });
}
