import type {
  BatchedResult,
  BatchSubmission,
  BatchTerms,
  FoundBatch,
  LostSubmission,
  ProviderBatchState,
} from '../contract/provider-batches.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { JsonCall } from './request-json.ts';

/** The calls that a dialect makes for its batches. */
export type BatchCalls = {
  providerId: string;
  /** A call whose answer is one JSON document. */
  json(call: Omit<JsonCall, 'toError' | 'method'>): Promise<JsonObject>;
  /** GET. Yields the lines of the answer that are not blank. */
  lines(path: string): AsyncIterable<readonly ResultLine[]>;
  /** DELETE. Succeeds if the object no longer exists. */
  remove(path: string): Promise<void>;
};

/**
 * A line of results. `object` null: the line is not a JSON object, or is too large. `text` is complete unless it is too
 * large.
 */
export type ResultLine = { text: string; object: JsonObject | null };

/** How a dialect calls its provider's own batches. As `ProviderBatches`, without the connection. */
export interface BatchProtocol {
  readonly terms: BatchTerms;
  /** Writes a call as a row. */
  writeRow(call: { path: string; body: unknown }, rowId: string): string;
  submit(submission: BatchSubmission, calls: BatchCalls): Promise<string>;
  find(lost: LostSubmission, calls: BatchCalls): Promise<FoundBatch>;
  poll(providerBatchId: string, calls: BatchCalls): Promise<ProviderBatchState>;
  results(providerBatchId: string, calls: BatchCalls): AsyncIterable<readonly BatchedResult[]>;
  cancel(providerBatchId: string, calls: BatchCalls): Promise<void>;
  remove(providerBatchId: string, calls: BatchCalls): Promise<void>;
}
