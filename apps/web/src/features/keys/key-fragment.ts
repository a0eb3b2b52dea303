import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** A key as the table and its dialogs show it. */
export const KeyFragment = graphql(`
  fragment Key on ApiKey @_unmask {
    id
    name
    prefix
    role
    workspaceId
    expiresAt
    revokedAt
    lastUsedAt
    models
    strategies
    limits {
      requestsPerMinute
      tokensPerMinute
      concurrency
    }
    rotatable
    tags
    createdBy
    createdAt
  }
`);

export type Key = ResultOf<typeof KeyFragment>;
export type KeyRole = Key['role'];

export const roleLabels: Readonly<Record<KeyRole, string>> = {
  ADMIN: 'Admin',
  OPERATOR: 'Operator',
  MEMBER: 'Member',
  VIEWER: 'Viewer',
};
