import { graphql, type ResultOf } from '../../graphql/graphql.ts';

/** A generation as lists show it: without its content. */
export const GenerationRow = graphql(`
  fragment GenerationRow on Generation @_unmask {
    id
    status
    model
    fellBack
    errorCode
    latencyMs
    firstTokenMs
    createdAt
    workspaceId
    endUser
    session
    tags
    taskType
    usage {
      inputTokens
      outputTokens
      totalTokens
    }
    cost {
      totalUsd
    }
    attempts {
      number
      model
      outcome
    }
  }
`);

export type GenerationRow = ResultOf<typeof GenerationRow>;

export const GenerationsQuery = graphql(
  `
    query Generations($filter: GenerationFilter, $first: Int!, $after: String) {
      generations(filter: $filter, first: $first, after: $after) {
        nodes {
          ...GenerationRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        resumeAfter
        searchedUntil
      }
    }
  `,
  [GenerationRow],
);

export const GenerationFeed = graphql(
  `
    subscription GenerationFeed($filter: GenerationFilter) {
      generations(filter: $filter) {
        type
        generation {
          ...GenerationRow
        }
      }
    }
  `,
  [GenerationRow],
);

export const FacetsQuery = graphql(`
  query GenerationFacets($filter: GenerationFilter) {
    generationFacets(filter: $filter) {
      counted
      complete
      statuses { value count }
      models { value count }
      providers { value count }
      errorCodes { value count }
      taskTypes { value count }
      apiKeys { value count }
      endpoints { value count }
      fellBack { value count }
    }
  }
`);

export type Facets = ResultOf<typeof FacetsQuery>['generationFacets'];

/** All fields of one generation. */
export const GenerationQuery = graphql(`
  query OneGeneration($id: ID!) {
    generation(id: $id) {
      id
      status
      hasContent
      text
      refusal
      parts { type text url mediaType name arguments }
      json
      providerMetadata
      request
      requestedModel
      model
      provider
      rating
      ratingComment
      finishReason
      rawFinishReason
      errorCode
      errorMessage
      fellBack
      endpoint
      warnings { code message path }
      usage { outputTokens reasoningTokens totalTokens }
      cost {
        totalUsd
        inputUsd
        cachedInputUsd
        cacheWriteUsd
        outputUsd
        reasoningUsd
        requestUsd
        cachedSavingUsd
        statedUsd
        priceSource
      }
      latencyMs
      firstTokenMs
      createdAt
      settledAt
      workspaceId
      endUser
      session
      tags
      executionId
      taskType
      metadata
      attempts {
        number
        model
        provider
        outcome
        errorCode
        errorMessage
        latencyMs
        firstTokenMs
        startedAt
        costUsd
        usage { totalTokens outputTokens }
      }
      plan {
        strategy
        chain
        inputTokens
        candidates {
          modelId
          score
          scores { cost quality latency }
          estimatedCostUsd
          estimatedLatencyMs
          reason
        }
        exclusions { modelId rule reason }
      }
    }
  }
`);

export type GenerationDetail = NonNullable<ResultOf<typeof GenerationQuery>['generation']>;

export const ReplayMutation = graphql(`
  mutation Replay($input: GenerateInput!) {
    generate(input: $input) {
      id
      text
      model
      latencyMs
      firstTokenMs
      cost { totalUsd }
      usage { totalTokens }
    }
  }
`);

export const ReplayModels = graphql(`
  query ReplayModels {
    models(filter: { available: true }) {
      id
    }
  }
`);
