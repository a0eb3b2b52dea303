import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { StreamEvent } from '../contract/stream-event.ts';
import { BatchQueue, type BatchSource } from '../http/batch-queue.ts';
import type { TaggedThoughts } from '../stream/tagged-thoughts.ts';
import type { AiSdkAnswer } from './from-stream-part.ts';

/** One call through the AI SDK, prepared by the adapter. */
export type ModelCall = {
  answer: AiSdkAnswer;
  /** Separates reasoning in tags from the answer's text. */
  thoughts: TaggedThoughts;
  /** Opens the stream; the signal closes it. */
  open: (signal: AbortSignal) => Promise<ReadableStream<LanguageModelV4StreamPart>>;
  /** The typed error of a thrown value. */
  toError: (error: unknown) => unknown;
};

const mostPendingEvents = 256;

/**
 * Reads the parts of a model's stream as batches of events. A network read becomes many parts, which arrive one by one
 * in the same turn of the event loop. The parts of each turn are one batch.
 */
export function streamOfModel(
  signal: AbortSignal,
  prepare: () => ModelCall,
): AsyncIterableIterator<readonly StreamEvent[], undefined> {
  return new ModelStream(signal, prepare).queue;
}

class ModelStream implements BatchSource {
  readonly queue = new BatchQueue<StreamEvent>(this);
  readonly #signal: AbortSignal;
  readonly #prepare: () => ModelCall;
  readonly #closing = new AbortController();
  #isOver = false;
  #isFlushDue = false;
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal, prepare: () => ModelCall) {
    this.#signal = signal;
    this.#prepare = prepare;
  }

  start(): void {
    if (this.#signal.aborted) {
      this.queue.fail(this.#signal.reason);
      return;
    }
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    void this.#run();
  }

  drained(): void {
    this.#wake?.();
  }

  abandoned(): void {
    this.#close(new Error('The reader left.'));
  }

  async #run(): Promise<void> {
    let toError = (error: unknown): unknown => error;
    try {
      const call = this.#prepare();
      toError = call.toError;
      const stream = await call.open(this.#closing.signal);
      await this.#read(stream.getReader(), call);
      call.answer.end();
      this.queue.end();
    } catch (error) {
      this.queue.fail(toError(error));
      this.#closing.abort(error);
    } finally {
      this.#isOver = true;
      this.#signal.removeEventListener('abort', this.#onAbort);
    }
  }

  async #read(reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart>, call: ModelCall): Promise<void> {
    const { answer, thoughts } = call;
    while (!answer.isFinished && !this.#isOver) {
      const { value, done } = await reader.read();
      if (done) return;
      if (thoughts.isDone) answer.translate(value, this.queue.pending);
      else this.#translateFirst(value, call);
      if (this.queue.pending.length > 0) this.#flushSoon();
      if (this.queue.pending.length > mostPendingEvents) await this.#untilDrained();
    }
    // Nothing reads the rest of the stream.
    reader.cancel().catch(() => {});
  }

  /** Until the first text of the answer. */
  #translateFirst(value: LanguageModelV4StreamPart, { answer, thoughts }: ModelCall): void {
    const events: StreamEvent[] = [];
    answer.translate(value, events);
    thoughts.pass(events, this.queue.pending);
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      if (!this.#isOver) this.queue.flush();
    });
  }

  #untilDrained(): Promise<void> {
    if (this.queue.flush()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  readonly #onAbort = (): void => {
    this.queue.pending = [];
    this.#close(this.#signal.reason);
  };

  #close(reason: unknown): void {
    this.#isOver = true;
    this.queue.fail(reason);
    this.#closing.abort(reason);
    this.#wake?.();
  }
}
