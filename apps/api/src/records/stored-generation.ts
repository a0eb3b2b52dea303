import type { Cost, Generation } from '../generation/generation.ts';
import type { StoredPlan } from './stored-plan.ts';
import type { StoredRequest } from './stored-request.ts';

/** What a list shows of a generation that has ended: nothing that was said. */
export type GenerationSummary = Pick<
  Generation,
  | 'id'
  | 'modelId'
  | 'providerId'
  | 'finishReason'
  | 'rawFinishReason'
  | 'failure'
  | 'tokens'
  | 'firstTokenMs'
  | 'createdAtMs'
> & {
  status: EndStatus;
  workspaceId: string;
  apiKeyId: string | null;
  executionId: string | null;
  taskType: string | null;
  strategy: StoredPlan['strategy'];
  chain: string | null;
  /** US dollars in digits, as the database adds them; null: unpriced. */
  costUsd: string | null;
  latencyMs: number;
  attemptCount: number;
  settledAtMs: number;
};

/** How a generation ended. */
export type EndStatus = Exclude<Generation['status'], 'RUNNING'>;

/** A whole generation as it is read back. */
export type StoredGeneration = GenerationSummary &
  Pick<Generation, 'attempts'> & {
    /** Null when what was said is not kept, or no longer. */
    content: StoredContent | null;
    cost: Cost | null;
  };

export type StoredContent = Pick<Generation, 'text' | 'reasoning' | 'toolCalls' | 'json'> & {
  request: StoredRequest;
  plan: StoredPlan;
  metadata: unknown;
};
