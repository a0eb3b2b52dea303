/** The cost of one answer. US dollars as decimal text, so that amounts are not rounded. */
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

/** A call to a model, or a call that a breaker or a budget refused. */
export type Attempt = {
  number: number;
  model: string;
  outcome: string;
  errorCode: string | null;
  errorMessage: string | null;
  latencyMs: number;
};

/** A generation that has ended. */
export type Generation = {
  id: string;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  text: string;
  reasoning: string;
  refusal: string | null;
  toolCalls: readonly ToolCall[];
  /** The parsed answer, when JSON was requested. */
  json: unknown;
  /** The model that served; null when none did. */
  model: string | null;
  finishReason: string | null;
  warnings: readonly { code: string; message: string }[];
  usage: Usage;
  /** Null when a model has no price. */
  cost: Cost | null;
  attempts: readonly Attempt[];
  latencyMs: number | null;
  firstTokenMs: number | null;
};

/** The position of an event within its generation. Numbers start at 1. */
export type Place = {
  generationId: string;
  /** The number of the last event in this one: deltas may be merged. */
  number: number;
  /** The number before the first event in this one. */
  follows: number;
};

/** The events of a generation, in order. `type` is the name of the GraphQL type. */
export type GenerationEvent = Place &
  (
    | { type: 'GenerationStarted' }
    /** Append `text`. The same applies to the next three. */
    | { type: 'TextDelta'; text: string }
    | { type: 'ReasoningDelta'; text: string }
    | { type: 'RefusalDelta'; text: string }
    | { type: 'ToolCallDelta'; index: number; id: string; name: string; argumentsDelta: string }
    | { type: 'AttemptFailed'; model: string; errorCode: string; errorMessage: string; nextModel: string | null }
    /** A call has sent nothing for `afterMs`, and `secondModel` is called as well. The first to answer continues. */
    | { type: 'AttemptHedged'; model: string; afterMs: number; secondModel: string }
    /** One of two calls was ended, because the call to `answeringModel` answers. */
    | { type: 'AttemptOutrun'; model: string; reason: string; answeringModel: string }
    /** Another model continues. The text so far stays valid. */
    | { type: 'GenerationContinued'; model: string }
    /** The answer starts over: drop the text so far. */
    | { type: 'GenerationRestarted'; model: string }
    /** The last event of a complete answer. */
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

/** The selected fields of each event. */
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
