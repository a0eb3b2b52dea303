import type { Embeddings, PartEvent } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';

/** The events of an execution, in order. Exactly one of the last three ends it. */
export type ExecutionEvent =
  | { type: 'attempt-started'; number: number; modelId: string; deploymentId: string; providerId: string }
  | PartEvent
  /** Also for a skipped attempt. `nextModelId`: the next model (the same for a retry), or null if none is left. */
  | { type: 'attempt-failed'; attempt: AttemptRecord; nextModelId: string | null }
  /** The attempt `number` has sent nothing for `afterMs`, so another one starts beside it: the next event. */
  | {
      type: 'hedged';
      number: number;
      modelId: string;
      afterMs: number;
      besideNumber: number;
      besideModelId: string;
    }
  /** This attempt ran beside another that continues: it was outrun, or both were cancelled. */
  | { type: 'attempt-ended'; attempt: AttemptRecord; besideModelId: string }
  /** The next model continues the text at the break: the sent text stays valid. */
  | { type: 'continued'; modelId: string }
  /** The sent text is void; the answer starts over. */
  | { type: 'restarted'; modelId: string }
  /** `vectors`: the vectors of an embedding, in the order of its texts; absent for a chat. */
  | { type: 'completed'; attempt: AttemptRecord; vectors?: Embeddings['vectors'] }
  | { type: 'failed'; error: ExecutionError }
  | { type: 'cancelled'; attempt: AttemptRecord | null };

/** Why the generation failed. `attempts` names every try. */
export type ExecutionError = {
  code:
    | 'NO_MODEL_AVAILABLE'
    | 'ALL_MODELS_FAILED'
    | 'BUDGET_EXCEEDED'
    | 'CONTENT_FILTERED'
    | 'CONTEXT_LENGTH_EXCEEDED'
    | 'BAD_USER_INPUT'
    | 'INVALID_RESPONSE';
  message: string;
  attempts: readonly AttemptRecord[];
};
