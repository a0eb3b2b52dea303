import type { ResultOf, VariablesOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';
import { PlanFacts } from './plan-facts.ts';

/** The fields of an ended generation. */
const SettledFacts = graphql(`
  fragment SettledFacts on Generation @_unmask {
    id
    status
    model
    # Files alone are read from it: the texts and the calls have arrived as events.
    parts {
      type
      url
      mediaType
      data
      name
    }
    finishReason
    rawFinishReason
    errorCode
    errorMessage
    latencyMs
    firstTokenMs
    usage {
      outputTokens
      reasoningTokens
      totalTokens
    }
    cost {
      totalUsd
      inputUsd
      cachedInputUsd
      cacheWriteUsd
      outputUsd
      priceSource
    }
    attempts {
      number
      model
      outcome
      errorCode
      errorMessage
      latencyMs
      firstTokenMs
      costUsd
    }
  }
`);

const RunEventFragment = graphql(
  `
    fragment RunEvent on GenerationEvent @_unmask {
      __typename
      # Also of an event that a later service may add.
      ... on NumberedEvent {
        generationId
        number
        follows
      }
      ... on GenerationStarted {
        plan {
          ...PlanFacts
        }
      }
      ... on TextDelta {
        text
      }
      ... on RefusalDelta {
        text
      }
      ... on ReasoningDelta {
        text
      }
      ... on ToolCallDelta {
        index
        id
        name
        argumentsDelta
      }
      ... on AttemptFailed {
        attempt
        model
        errorCode
        errorMessage
        nextModel
      }
      ... on AttemptHedged {
        secondAttempt
        secondModel
      }
      ... on AttemptOutrun {
        attempt
        reason
      }
      ... on GenerationContinued {
        model
      }
      ... on GenerationRestarted {
        model
      }
      ... on GenerationCompleted {
        generation {
          ...SettledFacts
        }
      }
      ... on GenerationFailed {
        errorCode
        errorMessage
        generation {
          ...SettledFacts
        }
      }
      ... on GenerationCancelled {
        generation {
          ...SettledFacts
        }
      }
    }
  `,
  [PlanFacts, SettledFacts],
);

/** Starts a generation and streams it. Each request costs money. */
export const GenerateSubscription = graphql(
  `
    subscription Generate($input: GenerateInput!) {
      generate(input: $input) {
        ...RunEvent
      }
    }
  `,
  [RunEventFragment],
);

/** Attaches to a generation, from the event after number `after`. */
export const AttachSubscription = graphql(
  `
    subscription Attach($id: ID!, $after: Int) {
      generation(id: $id, after: $after) {
        ...RunEvent
      }
    }
  `,
  [RunEventFragment],
);

export const CancelMutation = graphql(`
  mutation Cancel($id: ID!) {
    cancelGeneration(id: $id) {
      id
      status
    }
  }
`);

/** The whole generation, for use when its events are no longer available. */
export const WholeGenerationQuery = graphql(
  `
    query WholeGeneration($id: ID!) {
      generation(id: $id) {
        ...SettledFacts
        text
        refusal
        reasoning
        toolCalls {
          id
          name
          arguments
        }
      }
    }
  `,
  [SettledFacts],
);

export type RunEvent = ResultOf<typeof RunEventFragment>;
export type SettledGeneration = ResultOf<typeof SettledFacts>;
export type WholeGeneration = NonNullable<ResultOf<typeof WholeGenerationQuery>['generation']>;
export type GenerateInput = VariablesOf<typeof GenerateSubscription>['input'];
