/**
 * Facts of a call's bill that its provider reports in addition to the tokens. Each is absent if the provider omits it.
 */
export type CallBilling = {
  /**
   * The service tier that served, in the provider's word: `flex`, `priority`. It may differ from the requested tier.
   */
  serviceTier?: string;
  /** The extent of a web search, which decides the fee of the call: `low`, `medium` or `high`. */
  searchContext?: string;
  /** The cost of the whole call as the provider states it. US dollars. */
  statedUsd?: number;
  /** The billed part of the price: 0.5 for an answer of a provider's batch. Default: 1. */
  priceFactor?: number;
};
