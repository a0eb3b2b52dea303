import type { Model } from '../catalog/model.ts';
import type { ModelHealth } from '../health/health-view.ts';
import type { CatalogEntry } from './catalog-index.ts';
import type { Placement } from './placement.ts';
import type { Scores } from './plan.ts';
import type { ReadmissionCode } from './readmission-reason.ts';
import type { Reason } from './reason.ts';

/** A model while a plan is made. Its estimates are set first, then its scores, then its place. */
export type Draft = {
  readonly entry: CatalogEntry;
  readonly model: Model;
  readonly health: ModelHealth;
  /** Cost of the prompt and the expected answer. US dollars; null: unpriced. */
  readonly estimatedCostUsd: number | null;
  /** The expected length of the answer. Tokens. */
  readonly estimatedOutputTokens: number;
  /** Cost of the prompt and the longest answer. US dollars; null: unpriced. */
  readonly worstCaseCostUsd: number | null;
  readonly estimatedLatencyMs: number;
  /** Lower limit than requested, because the model or the cost limit allows no more. Tokens; null: as requested. */
  readonly heldOutputTokens: number | null;
  scores: Scores;
  score: number;
  placement: Placement;
  /** Why it may serve although a rule excludes it. Null for other models. */
  readmitted: Reason<ReadmissionCode> | null;
};
