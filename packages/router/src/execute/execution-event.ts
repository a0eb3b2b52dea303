import type { Embeddings, PartEvent } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';

/** What happens while a plan is carried out, in order. Exactly one of the last three ends it. */
export type ExecutionEvent =
  | { type: 'attempt-started'; number: number; modelId: string; deploymentId: string; providerId: string }
  | PartEvent
  /** Also for an attempt that was skipped. `nextModelId`: the model that is tried next (the same for a retry), null when none is left. */
  | { type: 'attempt-failed'; attempt: AttemptRecord; nextModelId: string | null }
  /** The next model goes on where the text broke off: what was sent stays valid. */
  | { type: 'continued'; modelId: string }
  /** What was sent so far is void; the answer starts over. */
  | { type: 'restarted'; modelId: string }
  /** `vectors`: of an embedding, in the order of its texts; left out for a chat. */
  | { type: 'completed'; attempt: AttemptRecord; vectors?: Embeddings['vectors'] }
  | { type: 'failed'; error: ExecutionError }
  | { type: 'cancelled'; attempt: AttemptRecord | null };

/** Why nothing came of it. `attempts` names every try. */
export type ExecutionError = {
  code:
    | 'NO_MODEL_AVAILABLE'
    | 'ALL_MODELS_FAILED'
    | 'BUDGET_EXCEEDED'
    | 'CONTENT_FILTERED'
    | 'CONTEXT_LENGTH_EXCEEDED'
    | 'BAD_USER_INPUT';
  message: string;
  attempts: readonly AttemptRecord[];
};
