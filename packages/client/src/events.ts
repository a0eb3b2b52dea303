/** What one answer cost, US dollars as decimal text, so that nothing is rounded. */
export type Cost = { totalUsd: string };

export type Usage = {
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  totalTokens: number;
};

export type ToolCall = { id: string; name: string; arguments: unknown };

/** A call to a model, or one that a breaker or a budget forbade. */
export type Attempt = {
  number: number;
  model: string;
  outcome: string;
  errorCode: string | null;
  errorMessage: string | null;
  latencyMs: number;
};

/** A generation as it ended. */
export type Generation = {
  id: string;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  text: string;
  reasoning: string;
  refusal: string | null;
  toolCalls: readonly ToolCall[];
  /** The answer parsed, where JSON was asked for. */
  json: unknown;
  /** The model that served; null when none did. */
  model: string | null;
  finishReason: string | null;
  warnings: readonly { code: string; message: string }[];
  usage: Usage;
  /** Null where a model has no price. */
  cost: Cost | null;
  attempts: readonly Attempt[];
  latencyMs: number | null;
  firstTokenMs: number | null;
};

/** The place of an event among those of its generation, which count from 1. */
export type Place = {
  generationId: string;
  /** Of the last event that this one holds: deltas may be merged. */
  number: number;
  /** The number before the first that this one holds. */
  follows: number;
};

/** What happens in a generation, in order. `type` is the name of the GraphQL type. */
export type GenerationEvent = Place &
  (
    | { type: 'GenerationStarted' }
    /** `text` is to be appended. The same holds for the next three. */
    | { type: 'TextDelta'; text: string }
    | { type: 'ReasoningDelta'; text: string }
    | { type: 'RefusalDelta'; text: string }
    | { type: 'ToolCallDelta'; index: number; id: string; name: string; argumentsDelta: string }
    | { type: 'AttemptFailed'; model: string; errorCode: string; errorMessage: string; nextModel: string | null }
    /** A call has sent nothing for `afterMs`, and `secondModel` is called as well. The first to answer goes on. */
    | { type: 'AttemptHedged'; model: string; afterMs: number; secondModel: string }
    /** One of two calls was ended, since that of `answeringModel` answers. */
    | { type: 'AttemptOutrun'; model: string; reason: string; answeringModel: string }
    /** Another model goes on; what came stays valid. */
    | { type: 'GenerationContinued'; model: string }
    /** The answer starts over: drop what came. */
    | { type: 'GenerationRestarted'; model: string }
    /** The last event of a whole answer. */
    | { type: 'GenerationCompleted'; generation: Generation }
  );

/** The events that end a generation without an answer. Callers get them as an error. */
export type FailureEvent = Place &
  (
    | { type: 'GenerationFailed'; generation: Generation; errorCode: string; errorMessage: string }
    | { type: 'GenerationCancelled'; generation: Generation }
  );

const generationFields = `{
  id status text reasoning refusal toolCalls { id name arguments } json model finishReason
  warnings { code message }
  usage { inputTokens cachedInputTokens cacheWriteTokens outputTokens reasoningTokens totalTokens }
  cost { totalUsd }
  attempts { number model outcome errorCode errorMessage latencyMs }
  latencyMs firstTokenMs
}`;

/** What is selected of each event. */
const eventFields = `{
  type: __typename
  ... on NumberedEvent { generationId number follows }
  ... on TextDelta { text }
  ... on ReasoningDelta { text }
  ... on RefusalDelta { text }
  ... on ToolCallDelta { index id name argumentsDelta }
  ... on AttemptFailed { model errorCode errorMessage nextModel }
  ... on AttemptHedged { model afterMs secondModel }
  ... on AttemptOutrun { model reason answeringModel }
  ... on GenerationContinued { model }
  ... on GenerationRestarted { model }
  ... on GenerationCompleted { generation ${generationFields} }
  ... on GenerationFailed { errorCode errorMessage generation ${generationFields} }
  ... on GenerationCancelled { generation ${generationFields} }
}`;

export const generateDocument = `subscription PenstockGenerate($input: GenerateInput!) {
  event: generate(input: $input) ${eventFields}
}`;

export const attachDocument = `subscription PenstockAttach($id: ID!, $after: Int) {
  event: generation(id: $id, after: $after) ${eventFields}
}`;

export const cancelDocument = 'mutation PenstockCancel($id: ID!) { cancelGeneration(id: $id) { id status } }';
