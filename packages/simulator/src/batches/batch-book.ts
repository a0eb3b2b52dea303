import { randomUUID } from 'node:crypto';

/** One request of a batch, as its client wrote it. */
export type BatchRow = { customId: string; body: unknown };

/**
 * The outcome of a row. `value`: the answer or the refusal, in the form of its dialect. `isCut`: its line of the
 * results is cut.
 */
export type RowResult = { customId: string; isCut?: boolean } & (
  | { type: 'answered' | 'refused'; status: number; value: unknown }
  | { type: 'cancelled' | 'expired' }
);

/** The tokens that a batch bills at half price. */
export type BatchBill = { inputTokens: number; outputTokens: number };

/** A submitted batch. */
export type Batch = {
  id: string;
  dialect: string;
  rows: readonly BatchRow[];
  /** The id of the uploaded file with its rows, if there is one. */
  fileId: string | null;
  /** The client's own data. */
  metadata: unknown;
  createdAtMs: number;
  isCancelled: boolean;
  /** Null while the batch runs. */
  results: readonly RowResult[] | null;
  areResultsRemoved: boolean;
  bill: BatchBill;
};

/** Settings of the simulated batches. */
export type BatchPace = {
  /** Time until a batch is done, milliseconds. Infinite: never. */
  delayMs: number;
  /**
   * The maximum number of answered rows; then the batch expires. Null: no maximum. A cancelled batch has answered the
   * same number.
   */
  mostAnswered: number | null;
};

export const usualBatchPace: BatchPace = { delayMs: 0, mostAnswered: null };

/** Answers one row. */
export type AnswerRow = (row: BatchRow) => RowResult & { bill?: BatchBill };

/** The maximum number of files and batches. The oldest are removed first. */
const mostKept = 1_000;

/** The batches of all dialects, with their uploaded files. A batch advances when it is read. */
export class BatchBook {
  pace: BatchPace = usualBatchPace;
  readonly #files = new Map<string, string>();
  readonly #batches = new Map<string, Batch & { answer: AnswerRow }>();

  clear(): void {
    this.pace = usualBatchPace;
    this.#files.clear();
    this.#batches.clear();
  }

  addFile(text: string): string {
    const id = `file-${randomUUID()}`;
    keep(this.#files, id, text);
    return id;
  }

  fileOf(id: string): string | undefined {
    return this.#files.get(id);
  }

  /** The names of the stored files. */
  fileIds(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Removes the file. Returns whether it existed. */
  removeFile(id: string): boolean {
    return this.#files.delete(id);
  }

  /** Removes the results. Returns whether they existed. */
  removeResults(batch: Batch): boolean {
    if (batch.results === null || batch.areResultsRemoved) return false;
    batch.areResultsRemoved = true;
    return true;
  }

  add(facts: Pick<Batch, 'dialect' | 'fileId' | 'rows' | 'metadata'>, answer: AnswerRow): Batch {
    const id = `${facts.dialect === 'anthropic' ? 'msgbatch' : 'batch'}_${randomUUID()}`;
    const bill = { inputTokens: 0, outputTokens: 0 };
    keep(this.#batches, id, {
      ...facts,
      id,
      createdAtMs: Date.now(),
      bill,
      answer,
      isCancelled: false,
      results: null,
      areResultsRemoved: false,
    });
    return this.find(id) as Batch;
  }

  /** The present state of the batch. */
  find(id: string): Batch | undefined {
    const batch = this.#batches.get(id);
    if (batch !== undefined) this.#moveOn(batch);
    return batch;
  }

  /** Oldest first. */
  list(): readonly Batch[] {
    return [...this.#batches.keys()].map((id) => this.find(id) as Batch);
  }

  cancel(batch: Batch): void {
    if (batch.results === null) batch.isCancelled = true;
  }

  #moveOn(batch: Batch & { answer: AnswerRow }): void {
    const { delayMs, mostAnswered } = this.pace;
    if (batch.results !== null || (!batch.isCancelled && Date.now() < batch.createdAtMs + delayMs)) return;
    const most = mostAnswered ?? (batch.isCancelled ? 0 : batch.rows.length);
    batch.results = batch.rows.map((row, index) => {
      if (index >= most) return { customId: row.customId, type: batch.isCancelled ? 'cancelled' : 'expired' };
      const { bill, ...result } = batch.answer(row);
      batch.bill.inputTokens += bill?.inputTokens ?? 0;
      batch.bill.outputTokens += bill?.outputTokens ?? 0;
      return result;
    });
  }
}

function keep<Value>(map: Map<string, Value>, id: string, value: Value): void {
  map.set(id, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}
