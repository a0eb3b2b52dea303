import { graphql, type ResultOf } from '../../graphql/graphql.ts';

const UsageSums = graphql(`
  fragment UsageSums on UsageTotals @_unmask {
    calls
    failures
    successRate
    inputTokens
    cachedInputTokens
    outputTokens
    reasoningTokens
    totalTokens
    costUsd
    unpricedCalls
    averageLatencyMs
    fallbacks
    savedUsd
  }
`);

export type UsageSums = ResultOf<typeof UsageSums>;

export const UsageQuery = graphql(
  `
    query UsageReport($input: UsageInput!) {
      usage(input: $input) {
        from
        to
        totals {
          ...UsageSums
        }
        groups {
          model
          provider
          workspace
          apiKey
          taskType
          endUser
          session
          tag
          totals {
            ...UsageSums
          }
        }
        series {
          at
          model
          provider
          workspace
          apiKey
          taskType
          endUser
          session
          tag
          totals {
            ...UsageSums
          }
        }
      }
    }
  `,
  [UsageSums],
);

export type UsageReport = ResultOf<typeof UsageQuery>['usage'];

export const KeyNames = graphql(`
  query UsageKeyNames {
    apiKeys {
      id
      name
    }
  }
`);
