import type { BatchedAnswer } from '../generation/batched-call.ts';
import type { Caller, GenerationRequest } from '../generation/generation-request.ts';

/** The most rows of one batch. */
export const mostRows = 10_000;
/** The most rows of one batch that run at the same time, over all replicas. */
export const mostConcurrency = 64;
/** Rows that run at the same time where the caller says nothing. */
export const usualConcurrency = 8;
/** The furthest deadline of a batch. Days from now. */
export const longestDeadlineDays = 30;
/** The most batches of one workspace that run. */
export const mostRunningBatches = 100;

/** A request as its row keeps it: what its key may use is read when the row runs. */
export type RowRequest = Omit<GenerationRequest, 'caller' | 'batched'> & { caller: Omit<Caller, 'grant' | 'limits'> };

/** The name that a caller gave its batch, so that it may be sent twice. */
export type BatchName = {
  /** As `ClientOperation.callerId`. */
  callerId: string;
  /** Null: none. */
  clientId: string | null;
  /** Of all that was asked. */
  fingerprint: string | null;
};

/** A batch to be stored. */
export type NewBatch = BatchName & {
  workspaceId: string;
  /** The key that makes it. Null: the admin key, or a person. */
  apiKeyId: string | null;
  /** From 1 to `mostConcurrency`. */
  concurrency: number;
  /** When its rows are needed. Null: as soon as they can be had. */
  deadline: Date | null;
  /** 1 to `mostRows`. */
  requests: readonly RowRequest[];
};

/** A row that was taken to be run. */
export type BegunRow = {
  batchId: string;
  index: number;
  request: RowRequest;
  /** Of the generation that it becomes. Stored before its call. */
  generationId: string;
  /** How often it was begun, this time included. */
  begun: number;
  /** The answer that a batch of its provider has given; null for none. */
  batched: BatchedAnswer | null;
};

/** Where a row stands that a process has left behind. */
export type LeftRow = Omit<BegunRow, 'request' | 'batched'>;

/** What a row has cost. */
export type RowCost = {
  /** US dollars of its priced calls. */
  costUsd: number;
  /** Whether one of its calls has no price. */
  isUnpriced: boolean;
};

/** How a row has ended. */
export type RowEnd = RowCost & {
  status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  code: string | null;
  /** Null where the record of its generation has it. */
  message: string | null;
};

export const noCost: RowCost = { costUsd: 0, isUnpriced: false };

/** What callers may do with batches. They are read from the database. */
export interface Batches {
  /**
   * Stores a batch and begins it. Resolves to its id when all of it is durable. A batch of the same name is returned
   * instead; one that asked for something else is CONFLICT.
   */
  create(batch: NewBatch): Promise<string>;
  /** Ends a batch: rows that wait are cancelled, and those that run are aborted. One that has ended stays as it is. */
  cancel(id: string): Promise<void>;
}
