import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';

/** What the table shows of a model, and what its filters go by. */
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
