import type { Capability, Model, Plan } from '@penstock/router';

/** The call that a provider's batch makes for a request. Plain data, stored with the request. */
export type BatchedCall = {
  providerId: string;
  deploymentId: string;
  /** Has one candidate: the model that is called. */
  plan: Plan;
  /** Tokens of the prompt, counted for the plan. */
  inputTokens: number;
  /** The part of the price that is billed. Absent in rows of earlier versions. */
  priceFactor?: number;
  /**
   * The model's facts when the request was sent. The model may leave the policy before it answers. Absent in rows of
   * earlier versions.
   */
  model?: StoredModel;
};

/** A model as JSON. */
export type StoredModel = Omit<Model, 'capabilities'> & { capabilities: readonly Capability[] };

/** A request that a batch of its model's provider can carry. Its money is reserved. */
export type BatchableRequest = Required<BatchedCall> & {
  /** The model's name at the provider. A batch has rows of one model. */
  upstreamModel: string;
  /** The request in the form of the provider's batches. */
  row: string;
};

/** The answer from a provider's batch. It is paid already, so no model is called. */
export type BatchedAnswer = BatchedCall & {
  /** The answer as the provider wrote it. */
  answer: string;
};
