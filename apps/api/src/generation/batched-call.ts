import type { Capability, Model, Plan } from '@penstock/router';

/** Where a batch of a provider carries a request. Plain data, stored with the request. */
export type BatchedCall = {
  providerId: string;
  deploymentId: string;
  /** Of one candidate, the model that is called. */
  plan: Plan;
  /** Of the prompt, counted for the plan. */
  inputTokens: number;
  /** The part of the price that is billed. Absent in rows that earlier versions stored. */
  priceFactor?: number;
  /** The facts of its model when it was sent: it may leave the policy before it answers. Absent as above. */
  model?: StoredModel;
};

/** A model as JSON. */
export type StoredModel = Omit<Model, 'capabilities'> & { capabilities: readonly Capability[] };

/** A request that a batch of its model's provider can carry. Its money is held. */
export type BatchableRequest = Required<BatchedCall> & {
  /** The model's name at the provider. A batch has rows of one model. */
  upstreamModel: string;
  /** The request as the provider's batches carry it. */
  row: string;
};

/** The answer that a batch of a provider has given. It is paid already, so no model is called. */
export type BatchedAnswer = BatchedCall & {
  /** As the provider wrote it. */
  answer: string;
};
