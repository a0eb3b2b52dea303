import type { BatchedAnswer } from '../generation/batched-call.ts';
import type { Caller, GenerationRequest } from '../generation/generation-request.ts';

/** The most rows of one batch. */
export const mostRows = 10_000;
/** The most rows of one batch that run at the same time, over all replicas. */
export const mostConcurrency = 64;
/** The default number of rows that run at the same time. */
export const usualConcurrency = 8;
/** The latest deadline of a batch, days from now. */
export const longestDeadlineDays = 30;
/** The most running batches of one workspace. */
export const mostRunningBatches = 100;

/** A request as its row stores it. The key's rights are read when the row runs. */
export type RowRequest = Omit<GenerationRequest, 'caller' | 'batched'> & { caller: Omit<Caller, 'grant' | 'limits'> };

/** A caller's name for its batch. It makes a repeated create safe. */
export type BatchName = {
  /** As `ClientOperation.callerId`. */
  callerId: string;
  /** Null for no name. */
  clientId: string | null;
  /** The fingerprint of the whole input. */
  fingerprint: string | null;
};

/** A batch to store. */
export type NewBatch = BatchName & {
  workspaceId: string;
  /** The key that creates it. Null: the admin key, or a person. */
  apiKeyId: string | null;
  /** From 1 to `mostConcurrency`. */
  concurrency: number;
  /** When its rows are needed. Null: as soon as possible. */
  deadline: Date | null;
  /** From 1 to `mostRows`. */
  requests: readonly RowRequest[];
};

/** A row that was taken to run. */
export type BegunRow = {
  batchId: string;
  index: number;
  request: RowRequest;
  /** The id of its generation. Stored before its call. */
  generationId: string;
  /** How often the row was started, including this time. */
  begun: number;
  /** The answer from a provider's batch; null for none. */
  batched: BatchedAnswer | null;
};

/** A row that a process has left running. */
export type LeftRow = Omit<BegunRow, 'request' | 'batched'>;

/** The cost of a row. */
export type RowCost = {
  /** US dollars over its priced calls. */
  costUsd: number;
  /** Whether one of its calls has no price. */
  isUnpriced: boolean;
};

/** The end of a row. */
export type RowEnd = RowCost & {
  status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  code: string | null;
  /** Null if the record of its generation has the message. */
  message: string | null;
};

export const noCost: RowCost = { costUsd: 0, isUnpriced: false };

/** Operations on batches for callers. Batches are read from the database. */
export interface Batches {
  /**
   * Stores a batch and starts it. Resolves to its id when all of it is durable. Resolves to the existing batch with the
   * same name instead. Rejects with CONFLICT if that batch has another input.
   */
  create(batch: NewBatch): Promise<string>;
  /** Ends a batch: waiting rows are cancelled, and running rows are aborted. An ended batch stays unchanged. */
  cancel(id: string): Promise<void>;
}
