import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';

/** A revision without its document. */
export const RevisionFragment = graphql(`
  fragment Revision on Policy @_unmask {
    revision
    source
    appliedAt
    appliedBy
    comment
    problem
  }
`);

export type Revision = ResultOf<typeof RevisionFragment>;

/** The label of a revision's origin. */
export const sourceLabels: Readonly<Record<Revision['source'], string>> = {
  FILE: 'File',
  API: 'Applied',
  ROLLBACK: 'Roll back',
  DATABASE: 'Database',
};
