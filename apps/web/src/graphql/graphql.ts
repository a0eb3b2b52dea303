import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './generated/introspection.d.ts';

/** Writes a document of the API's schema; its types follow from the schema. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    DateTime: string;
    /** A number as a string, so that nothing is rounded on the way. */
    Decimal: string;
    JSON: unknown;
  };
}>();
