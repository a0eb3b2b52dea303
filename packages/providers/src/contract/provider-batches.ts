import type { ModelRequest } from './request.ts';
import type { StreamEvent } from './stream-event.ts';

/** What a provider says of its batches. */
export type BatchTerms = {
  /** A batch is done within this time, or expires. Milliseconds. */
  windowMs: number;
  /** The part of the price that is billed. */
  priceFactor: number;
  /** The most rows of one batch. */
  mostRows: number;
  /** The most bytes of one batch, all rows together. */
  mostBytes: number;
};

/** A batch as it is submitted. */
export type BatchSubmission = {
  /** Our id of it, a UUID. Stored before it is submitted. */
  id: string;
  /** As `write` returned them, all of one model. */
  rows: readonly string[];
};

/** A batch whose submission was cut: the provider may have it. */
export type LostSubmission = {
  id: string;
  rowIds: readonly string[];
  /** When it was submitted, epoch milliseconds. */
  submittedAtMs: number;
  /** The provider's ids of batches that are known to be others. */
  otherIds: ReadonlySet<string>;
};

/** Whether the provider has a batch. `undecided`: it may have it, and will say later. */
export type FoundBatch = { type: 'found'; providerBatchId: string } | { type: 'absent' } | { type: 'undecided' };

/** Where a batch stands at its provider. `reason`: in one sentence, where it failed as a whole. */
export type ProviderBatchState = { type: 'running' } | { type: 'ended'; reason: string | null };

/** What a batch has for one row. */
export type BatchedResult =
  | { type: 'answered'; rowId: string; answer: string }
  /** It has no answer, and nothing is billed. `problem` says why; null where that is not known. */
  | { type: 'refused'; rowId: string; problem: string | null }
  /** It may be billed, but cannot be read. `text`: its beginning. `rowId` null: it does not say whose it is. */
  | { type: 'unreadable'; rowId: string | null; text: string };

/** `signal` ends the call. */
export type BatchCallOptions = { signal: AbortSignal };

/**
 * The provider's own batches: many requests handed over at once, answered within hours, at a lower price. All calls throw
 * a `ProviderError` for a fault of the provider or the network, and the signal's reason.
 */
export interface ProviderBatches {
  readonly terms: BatchTerms;
  /** Writes a request as a row; null for one that no batch can carry. `rowId`: a UUID. Throws a `ProviderError` as a call does. */
  write(request: ModelRequest, rowId: string): string | null;
  /** The events of an answer to that request. Its finish states the `priceFactor`. */
  read(request: ModelRequest, answer: string): AsyncIterable<readonly StreamEvent[]>;
  /** Hands a batch over. Resolves to the provider's id of it. */
  submit(submission: BatchSubmission, options: BatchCallOptions): Promise<string>;
  /** Looks for a batch whose `submit` was cut. */
  find(lost: LostSubmission, options: BatchCallOptions): Promise<FoundBatch>;
  /** Where a batch stands. */
  poll(providerBatchId: string, options: BatchCallOptions): Promise<ProviderBatchState>;
  /** The results of an ended batch, as they are read. It may leave rows out: they have no answer. */
  results(providerBatchId: string, options: BatchCallOptions): AsyncIterable<readonly BatchedResult[]>;
  /** Asks for its end. It still has to be polled; rows that are answered by then have their results. */
  cancel(providerBatchId: string, options: BatchCallOptions): Promise<void>;
  /** Removes the requests and results of an ended batch, as far as the provider lets them be removed. */
  remove(providerBatchId: string, options: BatchCallOptions): Promise<void>;
}
