import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { CallOptions } from '../contract/adapter.ts';
import { callerLeft, drainOnAbortMs } from '../contract/caller-left.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import { isStreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { failureBytes } from '../contract/upstream-limits.ts';
import type { AnswerReader } from './answer-reader.ts';
import { answerTooLong } from './answer-too-long.ts';
import { asProviderError } from './as-provider-error.ts';
import { BatchQueue, type BatchSource } from './batch-queue.ts';
import { EndWait } from './end-wait.ts';
import { errorBeforeAnswer, errorWithinAnswer } from './error-from-network.ts';
import { InformationalCount } from './informational-count.ts';
import { announcesDocument, LifeSigns } from './life-signs.ts';
import { isPage, isRefusal, Refusal } from './refusal.ts';
import { headerText, type ResponseHeaders } from './retry-after.ts';
import { takeSocket } from './socket-of-request.ts';
import type { Upstream } from './upstream.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** One streamed call, as a dialect prepares it. */
export type StreamCall = {
  path: string;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Lists by the name of their header; they join the operator's own. */
  lists?: Readonly<Record<string, readonly string[]>>;
  reader: AnswerReader;
  /** Whether the answer comes as one document: until then an open connection is the only sign of life. Default: no. */
  isWhole?: boolean;
  toError(failure: UpstreamFailure): ProviderError;
};

/** The same call in another form, after a failure; null where there is none, and the failure stays. */
export type PrepareAgain = (failure: UpstreamFailure) => StreamCall | null;

const never: PrepareAgain = () => null;

/** Maximum wait for the end of an answer that is finished, so that its connection can be used again. */
const drainMs = 1_000;
const maximumUnreadBytes = 256 * 1024;
/** After the end of an answer, at most this much is read and dropped before its connection is closed. */
const mostDrainedBytes = 256 * 1024;
/** After so many bytes of an answer, other calls get a turn. */
const bytesPerTurn = 64 * 1024;

/**
 * Sends a request and reads its answer as batches of events. `prepare` runs at the first read, so the reader gets its
 * errors. `prepareAgain` runs after each failure that comes before the answer. Default: the failure stays.
 */
export function postForStream(
  upstream: Upstream,
  options: CallOptions,
  prepare: () => StreamCall,
  prepareAgain = never,
): AsyncIterableIterator<readonly StreamEvent[], undefined> {
  return new StreamingCall(upstream, options, prepare, prepareAgain).queue;
}

type Phase = 'sent' | 'answering' | 'leaving' | 'refused' | 'draining' | 'over';

class StreamingCall implements Dispatcher.DispatchHandler, BatchSource {
  readonly queue: BatchQueue<StreamEvent>;
  readonly #upstream: Upstream;
  readonly #options: CallOptions;
  readonly #signal: AbortSignal;
  readonly #onAlive: (() => void) | undefined;
  readonly #prepare: () => StreamCall;
  readonly #prepareAgain: PrepareAgain;
  #call: StreamCall | null = null;
  #phase: Phase = 'sent';
  #controller: Dispatcher.DispatchController | null = null;
  #socket: Socket | null = null;
  #refusal: Refusal | null = null;
  #unreadBytes = 0;
  /** Of the whole response. */
  #bytes = 0;
  #turnBegan = 0;
  #drainedBytes = 0;
  #isBreathing = false;
  readonly #informational = new InformationalCount();
  readonly #endWait: EndWait;
  #grace: NodeJS.Timeout | null = null;
  /** Shows life while a whole document is awaited: the call asked for one, or the headers announce one. */
  readonly #life: LifeSigns;
  #status = 0;
  #headers: ResponseHeaders = {};

  /** `queue`: of the call that this one follows. Default: a new one. */
  constructor(
    upstream: Upstream,
    options: CallOptions,
    prepare: () => StreamCall,
    prepareAgain: PrepareAgain,
    queue?: BatchQueue<StreamEvent>,
  ) {
    this.queue = queue ?? new BatchQueue<StreamEvent>(this);
    this.#upstream = upstream;
    this.#options = options;
    this.#signal = options.signal;
    this.#onAlive = options.onAlive;
    this.#life = new LifeSigns(options.onAlive);
    this.#endWait = new EndWait(upstream, options.idleMs ?? Number.POSITIVE_INFINITY, this.#onEndWaited);
    this.#prepare = prepare;
    this.#prepareAgain = prepareAgain;
  }

  start(): void {
    try {
      this.#signal.throwIfAborted();
      this.#call = this.#prepare();
      if (this.#call.isWhole === true) this.#life.begin();
      this.#signal.addEventListener('abort', this.#onAbort, { once: true });
      this.#upstream.dispatch(
        {
          method: 'POST',
          path: this.#call.path,
          body: JSON.stringify(this.#call.body),
          headers: { ...this.#call.headers, ...this.#options.headers },
          ...(this.#call.lists && { lists: this.#call.lists }),
        },
        this,
      );
    } catch (error) {
      this.#close(error);
    }
  }

  drained(): void {
    this.#unreadBytes = 0;
    this.#resume();
  }

  abandoned(): void {
    if (this.#phase !== 'draining') this.#close(new Error('The reader left.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#phase === 'over') controller.abort(new Error('The call was over before it was sent.'));
    else takeSocket(this.#keepSocket);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) this.#informational.note(controller);
    if (status < 200 || this.#phase !== 'sent') return;
    this.#status = status;
    this.#headers = headers;
    if (isRefusal(status, headers)) {
      this.#beginRefusal();
    } else {
      this.#phase = 'answering';
      if (announcesDocument(headerText(headers, 'content-type'))) this.#life.begin();
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#controller = controller;
    if (this.#phase === 'answering' && this.#bytes === 0 && isPage(this.#headers, chunk)) this.#beginRefusal();
    if (this.#phase === 'refused') this.#refusal?.add(chunk);
    if (this.#phase === 'draining') this.#dropDrained(chunk);
    if ((this.#phase !== 'answering' && this.#phase !== 'leaving') || this.#call === null) return;
    const { reader } = this.#call;
    if (this.#bytes === 0 && this.#call.isWhole !== true) this.#life.end();
    this.#bytes += chunk.length;
    const { pending } = this.queue;
    const count = pending.length;
    try {
      if (this.#bytes > this.#upstream.limits.answerBytes) throw this.#tooLong();
      reader.read(chunk, pending);
    } catch (error) {
      if (this.#phase === 'leaving') this.#endHalfClose();
      else this.#breakOff(error, this.#failureIn(reader));
      return;
    }
    if (this.#phase === 'leaving') {
      this.queue.flush();
      if (reader.progress === 'finished') this.#endHalfClose();
      return;
    }
    const isSilent = pending.length === count;
    if (isSilent) this.#onAlive?.();
    if (this.queue.flush()) {
      this.#unreadBytes = 0;
    } else {
      this.#unreadBytes += chunk.length;
      if (this.#unreadBytes > maximumUnreadBytes) controller.pause();
    }
    if (this.#bytes - this.#turnBegan >= bytesPerTurn) this.#yieldTurn(controller);
    if (reader.progress === 'finished') this.#drain();
    else if (reader.progress !== 'open') this.#endWait.waitOn(isSilent, reader.progress === 'complete');
    else if (this.#endWait.isWaiting) this.#endWait.stop();
  }

  onResponseEnd(): void {
    if (this.#phase === 'answering') this.#endAnswer();
    else if (this.#phase === 'refused') this.#refuse();
    else if (this.#phase === 'leaving') this.#endHalfClose();
    this.#phase = 'over';
    this.#release();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { network } = this.#upstream;
    if (this.#phase === 'sent') this.queue.fail(errorBeforeAnswer(error, network));
    else if (this.#phase === 'refused') this.#refuse();
    else if (this.#phase === 'leaving') this.#endHalfClose();
    else if (this.#phase === 'answering') {
      if (this.#call !== null && this.#call.reader.progress !== 'open') this.#endAnswer();
      else this.queue.fail(errorWithinAnswer(error, network));
    }
    this.#phase = 'over';
    this.#release();
  }

  #tooLong(): ProviderError {
    return answerTooLong(this.#upstream.providerId, this.#upstream.limits.answerBytes);
  }

  /** Reads nothing more in this turn of the event loop. */
  #yieldTurn(controller: Dispatcher.DispatchController): void {
    if (this.#isBreathing) return;
    this.#isBreathing = true;
    this.#turnBegan = this.#bytes;
    controller.pause();
    setImmediate(this.#onBreathed);
  }

  readonly #onBreathed = (): void => {
    this.#isBreathing = false;
    this.#resume();
  };

  /** Reads on, unless the reader is behind or other calls have not had a turn. */
  #resume(): void {
    if (this.#isBreathing || this.#unreadBytes > maximumUnreadBytes) return;
    if (this.#phase !== 'over' && this.#controller?.paused) this.#controller.resume();
  }

  #dropDrained(chunk: Buffer): void {
    this.#drainedBytes += chunk.length;
    if (this.#drainedBytes > mostDrainedBytes) this.#close(null);
  }

  #endAnswer(): void {
    const reader = this.#call?.reader;
    if (reader === undefined) return;
    try {
      reader.end(this.queue.pending);
      this.queue.end();
    } catch (error) {
      const failure = this.#failureIn(reader);
      if (!this.#askAgain(failure)) this.queue.fail(this.#toError(error, failure));
    }
  }

  #failureIn({ unread }: AnswerReader): UpstreamFailure | null {
    if (unread === null || unread === '') return null;
    return { status: this.#status, headers: this.#headers, body: unread.slice(0, failureBytes) };
  }

  /** Sends the call in another form, where there is one. This handler is over then. */
  #askAgain(failure: UpstreamFailure | null): boolean {
    const call = failure === null ? null : this.#prepareAgain(failure);
    if (call === null) return false;
    this.#phase = 'over';
    this.#release();
    const next = new StreamingCall(this.#upstream, this.#options, () => call, this.#prepareAgain, this.queue);
    this.queue.continueFrom(next);
    next.start();
    return true;
  }

  /** The answer cannot be read on. */
  #breakOff(error: unknown, failure: UpstreamFailure | null): void {
    if (this.#askAgain(failure)) this.#abort();
    else this.#close(this.#toError(error, failure));
  }

  /** A document or a text in place of an answer is read as a failure. */
  #toError(error: unknown, failure: UpstreamFailure | null): unknown {
    if (!isStreamCutError(error) || failure === null || this.#call === null) {
      return asProviderError(error, this.#upstream.providerId);
    }
    return this.#call.toError(failure);
  }

  #beginRefusal(): void {
    this.#phase = 'refused';
    this.#refusal = new Refusal(this.#status, this.#headers, this.#endRefusal);
  }

  /** The rest of a refusal is not read. */
  readonly #endRefusal = (): void => {
    if (this.#phase !== 'refused') return;
    const failure = this.#refusal?.toFailure() ?? null;
    if (this.#askAgain(failure)) this.#abort();
    else this.#close(failure && this.#call?.toError(failure));
  };

  #refuse(): void {
    const failure = this.#refusal?.toFailure() ?? null;
    if (failure === null || this.#askAgain(failure)) return;
    this.queue.fail(this.#call?.toError(failure));
  }

  /** The answer is finished. The rest is read and dropped, so that the socket can be used again. */
  #drain(): void {
    this.#phase = 'draining';
    this.#upstream.leavesOpen = false;
    this.queue.end();
    this.#release();
    this.#unreadBytes = 0;
    this.#resume();
    this.#grace = setTimeout(this.#onDrainOver, drainMs);
    this.#grace.unref();
  }

  readonly #onEndWaited = (): void => {
    if (this.#phase !== 'answering') return;
    this.#endAnswer();
    this.#close(null);
  };

  readonly #onDrainOver = (): void => {
    this.#grace = null;
    this.#close(null);
  };

  readonly #keepSocket = (socket: Socket): void => {
    this.#socket = socket;
  };

  readonly #onAbort = (): void => {
    if (this.#phase === 'draining' || this.#phase === 'over') return;
    if (this.#signal.reason === callerLeft && this.#phase === 'answering' && this.#socket !== null) {
      this.#halfClose(this.#socket);
      return;
    }
    this.queue.pending = [];
    this.#close(this.#signal.reason);
  };

  /**
   * Closes our half of the connection, so that the server notices that the caller left. Data that it sent before that
   * is still on its way: it is read until the server closes its half.
   */
  #halfClose(socket: Socket): void {
    this.#phase = 'leaving';
    this.#endWait.stop();
    this.#grace = setTimeout(this.#endHalfClose, drainOnAbortMs);
    socket.end();
    this.#unreadBytes = 0;
    this.#resume();
  }

  /** Nothing more comes. A half-closed connection cannot serve another call. */
  readonly #endHalfClose = (): void => {
    const socket = this.#socket;
    try {
      if (this.#call !== null && this.#call.reader.progress !== 'open') this.#call.reader.end(this.queue.pending);
    } catch {
      // The caller left: what cannot be read is not missed.
    }
    this.#close(this.#signal.reason);
    socket?.destroy();
  };

  /** Closes the socket. A waiting reader gets the error. */
  #close(error: unknown): void {
    this.#phase = 'over';
    this.queue.fail(error);
    this.#release();
    this.#abort();
  }

  #abort(): void {
    this.#controller?.abort(new Error('The call is over.'));
  }

  #release(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#socket = null;
    this.#refusal?.stop();
    this.#endWait.stop();
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#life.end();
    this.#grace = null;
  }
}
