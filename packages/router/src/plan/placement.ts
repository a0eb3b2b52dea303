/** Why a model stands in its group of a plan; models of one place are ordered by the strategy. */
export type Placement = {
  /** Smaller comes first. */
  place: number;
  /** The start of the candidate's reason; null where the strategy alone decided. */
  because: string | null;
};

/** Behind all whom request or policy put first. */
export const byStrategyAlone: Placement = Object.freeze({ place: 1_000_000, because: null });
