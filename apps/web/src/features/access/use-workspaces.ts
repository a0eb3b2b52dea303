'use client';

import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';

const WorkspacesQuery = graphql(`
  query Workspaces {
    workspaces {
      id
      name
    }
  }
`);

/** The workspaces that the viewer may see, by id. The session's first query has read them. */
export function useWorkspaces(): ResultOf<typeof WorkspacesQuery>['workspaces'] {
  const [{ data }] = useQuery({ query: WorkspacesQuery });
  return data?.workspaces ?? [];
}
