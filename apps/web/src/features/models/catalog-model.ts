import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';

/** The fields of a model for the table, its filters and the comparison. `$operates`: whether the viewer may operate. */
export const CatalogModelFragment = graphql(`
  fragment CatalogModel on Model @_unmask {
    id
    name
    displayName
    provider {
      id
      displayName
      setupHint @include(if: $operates)
    }
    contextWindow
    maxOutputTokens
    capabilities
    tags
    quality
    qualitySource
    price {
      inputPerMTok
      cachedInputPerMTok
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
