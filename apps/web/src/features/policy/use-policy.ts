'use client';

import type { ResultOf } from 'gql.tada';
import { useQuery, useSubscription } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { RevisionFragment } from './revision-fragment.ts';

const PolicyQuery = graphql(
  `
    query PolicyPage {
      policy {
        ...Revision
        yaml
      }
    }
  `,
  [RevisionFragment],
);

const PolicyChanges = graphql(
  `
    subscription PolicyChanges {
      policy {
        policy {
          ...Revision
          yaml
        }
        replicas {
          id
          revision
        }
      }
    }
  `,
  [RevisionFragment],
);

export type PolicyInForce = ResultOf<typeof PolicyQuery>['policy'];
export type Replica = ResultOf<typeof PolicyChanges>['policy']['replicas'][number];

/** The policy in force, live, and the replicas. Null until they are read. */
export function usePolicy() {
  const [query, reload] = useQuery({ query: PolicyQuery });
  const [{ data: told }] = useSubscription({ query: PolicyChanges, pause: !query.data });
  const read = query.data?.policy ?? null;
  const live = told?.policy.policy ?? null;
  const policy: PolicyInForce | null = live !== null && live.revision >= (read?.revision ?? 0) ? live : read;
  const replicas: readonly Replica[] | null = told?.policy.replicas ?? null;
  return { policy, replicas, error: query.data ? undefined : query.error, reload };
}
