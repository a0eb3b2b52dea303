import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';

/** The fields of a model for the table and its filters. */
export const CatalogModelFragment = graphql(`
  fragment CatalogModel on Model @_unmask {
    id
    name
    displayName
    provider {
      id
      displayName
      setupHint
    }
    contextWindow
    maxOutputTokens
    capabilities
    tags
    quality
    qualitySource
    price {
      inputPerMTok
      outputPerMTok
    }
    expectedFirstTokenMs
    expectedTokensPerSecond
    local
    active
    configured
  }
`);

export type CatalogModel = ResultOf<typeof CatalogModelFragment>;
