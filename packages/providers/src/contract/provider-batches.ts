import type { ModelRequest } from './request.ts';
import type { StreamEvent } from './stream-event.ts';

/** The provider's limits of its batches. */
export type BatchTerms = {
  /** A batch is done within this time, or expires. Milliseconds. */
  windowMs: number;
  /** The billed part of the price. */
  priceFactor: number;
  /** The maximum number of rows in one batch. */
  mostRows: number;
  /** The maximum bytes of one batch, all rows together. */
  mostBytes: number;
};

/** A batch to submit. */
export type BatchSubmission = {
  /** Penstock's id of the batch, a UUID. Stored before the submission. */
  id: string;
  /** Rows from `write`, all of one model. */
  rows: readonly string[];
};

/** A batch whose submission was cut, so that the provider may have it. */
export type LostSubmission = {
  id: string;
  rowIds: readonly string[];
  /** The time of the submission, epoch milliseconds. */
  submittedAtMs: number;
  /** The provider's ids of batches that are known to be others. */
  otherIds: ReadonlySet<string>;
};

/** Whether the provider has a batch. `undecided`: it may have it, which will be clear later. */
export type FoundBatch = { type: 'found'; providerBatchId: string } | { type: 'absent' } | { type: 'undecided' };

/** The state of a batch at its provider. `reason`: one sentence, if the batch failed as a whole. */
export type ProviderBatchState = { type: 'running' } | { type: 'ended'; reason: string | null };

/** The result of one row of a batch. */
export type BatchedResult =
  | { type: 'answered'; rowId: string; answer: string }
  /** No answer and no bill. `problem`: the reason; null if it is not known. */
  | { type: 'refused'; rowId: string; problem: string | null }
  /** An answer that may be billed but cannot be read. `text`: its beginning. `rowId` null: its row is not known. */
  | { type: 'unreadable'; rowId: string | null; text: string };

/** `signal` ends the call. */
export type BatchCallOptions = { signal: AbortSignal };

/**
 * The provider's own batches: many requests submitted at once, answered within hours, at a lower price. All calls throw
 * a `ProviderError` for a fault of the provider or the network, and the signal's reason.
 */
export interface ProviderBatches {
  readonly terms: BatchTerms;
  /**
   * Writes a request as a row. Null for a request that no batch can contain. `rowId`: a UUID. Throws a `ProviderError`
   * as a call does.
   */
  write(request: ModelRequest, rowId: string): string | null;
  /** The events of an answer to that request. Its finish event has the `priceFactor`. */
  read(request: ModelRequest, answer: string): AsyncIterable<readonly StreamEvent[]>;
  /** Submits a batch. Resolves to the provider's id of it. */
  submit(submission: BatchSubmission, options: BatchCallOptions): Promise<string>;
  /** Looks for a batch whose `submit` was cut. */
  find(lost: LostSubmission, options: BatchCallOptions): Promise<FoundBatch>;
  /** The state of a batch. */
  poll(providerBatchId: string, options: BatchCallOptions): Promise<ProviderBatchState>;
  /** The results of an ended batch, one by one as they are read. Omitted rows have no answer. */
  results(providerBatchId: string, options: BatchCallOptions): AsyncIterable<readonly BatchedResult[]>;
  /**
   * Requests the cancellation of a batch. It must still be polled, and rows that were already answered have their
   * results.
   */
  cancel(providerBatchId: string, options: BatchCallOptions): Promise<void>;
  /** Removes the requests and results of an ended batch, as far as the provider allows it. */
  remove(providerBatchId: string, options: BatchCallOptions): Promise<void>;
}
