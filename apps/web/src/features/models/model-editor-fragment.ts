import { graphql } from '../../graphql/graphql.ts';

/**
 * The fields that the editor of a model changes. In its own file, so that the page can query them before the editor is
 * loaded.
 */
export const ModelEditorFragment = graphql(`
  fragment ModelEditor on Model {
    id
    displayName
    contextWindow
    maxOutputTokens
    capabilities
    tags
    useCases
    quality
    expectedFirstTokenMs
    expectedTokensPerSecond
    price {
      inputPerMTok
      outputPerMTok
      cachedInputPerMTok
      cacheWritePerMTok
    }
  }
`);
