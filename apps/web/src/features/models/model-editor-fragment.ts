import { graphql } from '../../graphql/graphql.ts';

/** What the editor of a model changes. Apart from it, so that the page can ask before the editor is loaded. */
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
