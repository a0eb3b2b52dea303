import { graphql, type ResultOf, type VariablesOf } from '../../graphql/graphql.ts';

export const AuditQuery = graphql(`
  query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {
    auditLog(first: $first, after: $after, filter: $filter) {
      nodes {
        id
        at
        actor {
          kind
          id
          name
        }
        action
        target {
          type
          id
        }
        workspaceId
        before
        after
        outcome
        errorCode
        count
        requestId
        address
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type AuditPage = ResultOf<typeof AuditQuery>['auditLog'];
export type AuditEntry = AuditPage['nodes'][number];
export type AuditFilterInput = NonNullable<VariablesOf<typeof AuditQuery>['filter']>;
export type AuditOutcome = AuditEntry['outcome'];

export const outcomes: Readonly<Record<AuditOutcome, { label: string; color: string }>> = {
  SUCCEEDED: { label: 'Done', color: 'teal' },
  FAILED: { label: 'Failed', color: 'yellow' },
  REFUSED: { label: 'Refused', color: 'red' },
};
