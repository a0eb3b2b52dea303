import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';

/** A plan for the playground: the candidates in their order, and the exclusions. */
export const PlanFacts = graphql(`
  fragment PlanFacts on Plan @_unmask {
    strategy
    chain
    inputTokens
    candidates {
      modelId
      score
      scores {
        cost
        quality
        latency
      }
      estimatedCostUsd
      estimatedOutputTokens
      worstCaseCostUsd
      estimatedLatencyMs
      reason
    }
    exclusions {
      modelId
      rule
      reason
    }
  }
`);

export type Plan = ResultOf<typeof PlanFacts>;
