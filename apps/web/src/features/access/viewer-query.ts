import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** The fields of the viewer that the console needs. */
export const ViewerFacts = graphql(`
  fragment ViewerFacts on Viewer @_unmask {
    role
    permissions
    workspaceId
    workspace {
      id
      name
    }
    apiKey {
      id
      name
      prefix
      expiresAt
      models
      strategies
      limits {
        requestsPerMinute
        tokensPerMinute
        concurrency
      }
    }
  }
`);

export type ViewerFacts = ResultOf<typeof ViewerFacts>;

/** The first query of each page. */
export const ViewerQuery = graphql(
  `
    query SessionViewer {
      viewer {
        ...ViewerFacts
      }
      # Read here for use-workspaces.ts, which finds them in the cache.
      workspaces {
        id
        name
      }
    }
  `,
  [ViewerFacts],
);
