'use client';

import { Badge, Button, Group, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { QueryView } from '../../components/query-view.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useOpened } from '../shell/opened.ts';
import classes from './policy.module.css';
import { RevisionDialog } from './revision-dialog.tsx';
import { type Revision, RevisionFragment, sourceLabels } from './revision-fragment.ts';
import type { PolicyInForce } from './use-policy.ts';

const HistoryQuery = graphql(
  `
    query PolicyHistory($first: Int!, $after: String) {
      policyRevisions(first: $first, after: $after) {
        nodes {
          ...Revision
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RevisionFragment],
);

const pageSize = 20;

/** The revisions, newest first. A click opens a revision with its differences. */
export function PolicyHistory({ inForce }: { inForce: PolicyInForce }) {
  const [ends, setEnds] = useState<readonly string[]>([]);
  const opened = useOpened('revision');
  const shown = Number(opened.value ?? Number.NaN);
  const compare = (revision: number): void => opened.open(String(revision));
  return (
    <>
      <div className={classes.frame}>
        <table className={classes.history} aria-label="Revisions of the policy">
          <thead>
            <tr>
              <th scope="col">Revision</th>
              <th scope="col">Applied</th>
              <th scope="col">By</th>
              <th scope="col">Why</th>
              <th scope="col">
                <VisuallyHidden>Compare</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <HistoryPage
            key={`first ${inForce.revision}`}
            after={null}
            inForce={inForce}
            isLast={ends.length === 0}
            onMore={setEnds}
            onCompare={compare}
            ends={ends}
          />
          {ends.map((after, index) => (
            <HistoryPage
              key={after}
              after={after}
              inForce={inForce}
              isLast={index === ends.length - 1}
              onMore={setEnds}
              onCompare={compare}
              ends={ends}
            />
          ))}
        </table>
      </div>
      {Number.isInteger(shown) && <RevisionDialog number={shown} inForce={inForce} onClose={opened.close} />}
    </>
  );
}

type HistoryPageProps = {
  after: string | null;
  inForce: PolicyInForce;
  isLast: boolean;
  ends: readonly string[];
  onMore: (ends: readonly string[]) => void;
  onCompare: (revision: number) => void;
};

function HistoryPage({ after, inForce, isLast, ends, onMore, onCompare }: HistoryPageProps) {
  const [result, reload] = useQuery({ query: HistoryQuery, variables: { first: pageSize, after } });
  // Another window or replica may have made a revision, which the cache does not contain.
  useEffect(() => {
    if (after === null) reload({ requestPolicy: 'network-only' });
  }, [after, reload]);
  const page = result.data?.policyRevisions;
  if (!page) {
    return (
      <tbody>
        <tr>
          <td colSpan={5}>
            <QueryView result={result} what="The revisions" onRetry={() => reload({ requestPolicy: 'network-only' })}>
              {() => null}
            </QueryView>
          </td>
        </tr>
      </tbody>
    );
  }
  const { hasNextPage, endCursor } = page.pageInfo;
  return (
    <tbody>
      {page.nodes.map(
        (node) => node && <RevisionRow key={node.revision} node={node} inForce={inForce} onCompare={onCompare} />,
      )}
      {isLast && hasNextPage && endCursor && (
        <tr>
          <td colSpan={5}>
            <Button size="xs" variant="default" onClick={() => onMore([...ends, endCursor])}>
              Show earlier ones
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

type RevisionRowProps = { node: Revision; inForce: PolicyInForce; onCompare: (revision: number) => void };

function RevisionRow({ node, inForce, onCompare }: RevisionRowProps) {
  const { revision, source, appliedAt, appliedBy, comment } = node;
  return (
    <tr data-id={revision}>
      <td>
        <Group gap={6} wrap="nowrap">
          <b>{revision}</b>
          <Badge
            className={classes.badge}
            variant="light"
            color={revision === inForce.revision ? 'water' : 'gray'}
            size="sm"
            tt="none"
            fw={500}
          >
            {revision === inForce.revision ? 'In force' : sourceLabels[source]}
          </Badge>
        </Group>
      </td>
      <td className={classes.nowrap}>{formatDateTime(appliedAt)}</td>
      <td>{appliedBy}</td>
      <td className={classes.comment}>{comment ?? <span className={classes.none}>–</span>}</td>
      <td data-align="right">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Compare revision ${revision}`}
          onClick={() => onCompare(revision)}
        >
          Compare
        </Button>
      </td>
    </tr>
  );
}
