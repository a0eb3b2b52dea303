import type { Dispatcher } from 'undici';
import type { CallOptions } from '../contract/adapter.ts';
import { callerLeft, drainOnAbortMs } from '../contract/caller-left.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { refuseTooLong } from './answer-too-long.ts';
import { BatchQueue, type BatchSource } from './batch-queue.ts';
import { EndWait } from './end-wait.ts';
import { errorBeforeAnswer, errorWithinAnswer } from './error-from-network.ts';
import { InformationalCount } from './informational-count.ts';
import { announcesDocument, LifeSigns } from './life-signs.ts';
import { ReadPace } from './read-pace.ts';
import { isPage, isRefusal, Refusal } from './refusal.ts';
import { RestOfAnswer } from './rest-of-answer.ts';
import { headerText, type ResponseHeaders } from './retry-after.ts';
import { SentCall } from './sent-call.ts';
import { SocketOfRequest } from './socket-of-request.ts';
import { type PrepareAgain, type StreamCall, toUpstreamRequest } from './stream-call.ts';
import type { Upstream } from './upstream.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

const never: PrepareAgain = () => null;

/**
 * Sends a request and reads its answer as batches of events. `prepare` runs at the first read, so the reader gets its
 * errors. `prepareAgain` runs after each failure before the answer. Default: the failure is final.
 */
export function postForStream(
  upstream: Upstream,
  options: CallOptions,
  prepare: () => StreamCall,
  prepareAgain = never,
): AsyncIterableIterator<readonly StreamEvent[], undefined> {
  const sent = new SentCall(upstream.providerId, prepare, prepareAgain);
  return new StreamingCall(upstream, options, sent).queue;
}

type Phase = 'sent' | 'answering' | 'leaving' | 'refused' | 'draining' | 'over';

class StreamingCall implements Dispatcher.DispatchHandler, BatchSource {
  readonly queue: BatchQueue<StreamEvent>;
  readonly #upstream: Upstream;
  readonly #options: CallOptions;
  readonly #signal: AbortSignal;
  readonly #sent: SentCall;
  #phase: Phase = 'sent';
  readonly #socket = new SocketOfRequest();
  #refusal: Refusal | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  readonly #pace = new ReadPace();
  /** Bytes of the whole response. */
  #bytes = 0;
  readonly #informational = new InformationalCount();
  readonly #endWait: EndWait;
  #rest: RestOfAnswer | null = null;
  /** Shows life while a whole document is awaited: the call requested a document, or the headers announce one. */
  readonly #life: LifeSigns;

  /** `queue`: the queue of the call that this call follows. Default: a new queue. */
  constructor(upstream: Upstream, options: CallOptions, sent: SentCall, queue?: BatchQueue<StreamEvent>) {
    this.queue = queue ?? new BatchQueue<StreamEvent>(this);
    this.#upstream = upstream;
    this.#options = options;
    this.#sent = sent;
    this.#signal = options.signal;
    this.#life = new LifeSigns(options.onAlive);
    this.#endWait = new EndWait(upstream, options.idleMs ?? Number.POSITIVE_INFINITY, this.#onEndWaited);
  }

  start(): void {
    try {
      this.#signal.throwIfAborted();
      const call = this.#sent.prepare();
      if (call.isWhole === true) this.#life.begin();
      this.#signal.addEventListener('abort', this.#onAbort, { once: true });
      const isWaiting = this.#upstream.dispatch(toUpstreamRequest(call, this.#options.headers), this);
      if (isWaiting) this.#life.begin();
    } catch (error) {
      this.#close(error);
    }
  }

  drained(): void {
    this.#pace.readOn();
  }

  abandoned(): void {
    if (this.#phase !== 'draining') this.#close(new Error('The reader left.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#phase === 'over') controller.abort(new Error('The call was over before it was sent.'));
    else this.#socket.await();
    if (this.#sent.call?.isWhole !== true) this.#life.end();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) this.#informational.note(controller);
    if (status < 200 || this.#phase !== 'sent') return;
    this.#sent.noteResponse(status, headers);
    if (isRefusal(status, headers)) {
      this.#beginRefusal();
    } else {
      this.#phase = 'answering';
      if (announcesDocument(headerText(headers, 'content-type'))) this.#life.begin();
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#controller = controller;
    if (this.#phase === 'answering' && this.#bytes === 0 && isPage(this.#sent.headers, chunk)) this.#beginRefusal();
    if (this.#phase === 'refused') this.#refusal?.add(chunk);
    this.#rest?.drop(chunk);
    const { call } = this.#sent;
    if ((this.#phase !== 'answering' && this.#phase !== 'leaving') || call === null) return;
    const { reader } = call;
    if (this.#bytes === 0 && call.isWhole !== true) this.#life.end();
    this.#bytes += chunk.length;
    const { pending } = this.queue;
    const count = pending.length;
    try {
      refuseTooLong(this.#upstream, this.#bytes);
      reader.read(chunk, pending);
    } catch (error) {
      if (this.#phase === 'leaving') this.#endHalfClose();
      else this.#breakOff(error);
      return;
    }
    if (this.#phase === 'leaving') {
      this.queue.flush();
      if (reader.progress === 'finished') this.#endHalfClose();
      return;
    }
    const isSilent = pending.length === count;
    if (isSilent) this.#options.onAlive?.();
    this.#pace.note(controller, chunk.length, this.queue.flush());
    const { progress } = reader;
    if (progress === 'finished') this.#drain();
    else if (progress !== 'open') this.#endWait.waitOn(isSilent, progress === 'complete');
    else if (this.#endWait.isWaiting) this.#endWait.stop();
  }

  onResponseEnd(): void {
    if (this.#phase === 'answering') this.#endAnswer();
    else if (this.#phase === 'refused') this.#refuse();
    else if (this.#phase === 'leaving') this.#endHalfClose();
    this.#end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { network } = this.#upstream;
    if (this.#phase === 'sent') this.queue.fail(errorBeforeAnswer(error, network));
    else if (this.#phase === 'refused') this.#refuse();
    else if (this.#phase === 'leaving') this.#endHalfClose();
    else if (this.#phase === 'answering') {
      if (this.#sent.hasWholeAnswer) this.#endAnswer();
      else {
        this.#upstream.turns?.noteCut();
        this.queue.fail(errorWithinAnswer(error, network));
      }
    }
    this.#end();
  }

  #endAnswer(): void {
    const reader = this.#sent.call?.reader;
    if (reader === undefined) return;
    try {
      reader.end(this.queue.pending);
      this.queue.end();
    } catch (error) {
      const failure = this.#sent.failureInAnswer();
      if (!this.#askAgain(failure)) this.queue.fail(this.#sent.errorOfAnswer(error, failure));
    }
  }

  /** Sends the call in another form, if there is one. This handler then ends. */
  #askAgain(failure: UpstreamFailure | null): boolean {
    const sent = failure === null ? null : this.#sent.prepareAgain(failure);
    if (sent === null) return false;
    this.#end();
    const next = new StreamingCall(this.#upstream, this.#options, sent, this.queue);
    this.queue.continueFrom(next);
    next.start();
    return true;
  }

  /** The answer cannot be read further. */
  #breakOff(error: unknown): void {
    const failure = this.#sent.failureInAnswer();
    if (this.#askAgain(failure)) this.#abort();
    else this.#close(this.#sent.errorOfAnswer(error, failure));
  }

  #beginRefusal(): void {
    this.#phase = 'refused';
    this.#refusal = new Refusal(this.#sent.status, this.#sent.headers, this.#endRefusal);
  }

  /** The rest of a refusal is not read. */
  readonly #endRefusal = (): void => {
    if (this.#phase !== 'refused') return;
    const failure = this.#refusal?.toFailure() ?? null;
    if (this.#askAgain(failure)) this.#abort();
    else this.#close(failure && this.#sent.call?.toError(failure));
  };

  #refuse(): void {
    const failure = this.#refusal?.toFailure() ?? null;
    if (failure === null || this.#askAgain(failure)) return;
    this.queue.fail(this.#sent.call?.toError(failure));
  }

  /** The answer is finished. The rest is read and dropped, so that the socket can be reused. */
  #drain(): void {
    this.#phase = 'draining';
    this.#upstream.leavesOpen = false;
    this.queue.end();
    this.#release();
    this.#pace.readOn();
    this.#rest = new RestOfAnswer(this.#onRestTooLong);
  }

  readonly #onEndWaited = (): void => {
    if (this.#phase !== 'answering') return;
    this.#endAnswer();
    this.#close(null);
  };

  readonly #onRestTooLong = (): void => this.#close(null);

  readonly #onAbort = (): void => {
    if (this.#phase === 'draining' || this.#phase === 'over') return;
    if (this.#signal.reason === callerLeft && this.#phase === 'answering' && this.#socket.isKnown) {
      this.#halfClose();
      return;
    }
    this.queue.pending = [];
    this.#close(this.#signal.reason);
  };

  /** Reads the data that the server sends before it notices, until it closes its half. */
  #halfClose(): void {
    this.#phase = 'leaving';
    this.#endWait.stop();
    this.#socket.halfClose(drainOnAbortMs, this.#endHalfClose);
    this.#pace.readOn();
  }

  /** Call it when nothing more comes. */
  readonly #endHalfClose = (): void => {
    try {
      if (this.#sent.hasWholeAnswer) this.#sent.call?.reader.end(this.queue.pending);
    } catch {
      // The caller left, so unreadable data does not matter.
    }
    this.#socket.destroy();
    this.#close(this.#signal.reason);
  };

  /** Closes the socket. A waiting reader gets the error. */
  #close(error: unknown): void {
    this.#end();
    this.queue.fail(error);
    this.#abort();
  }

  #abort(): void {
    this.#upstream.cancel(this);
    this.#controller?.abort(new Error('The call is over.'));
  }

  #end(): void {
    this.#phase = 'over';
    this.#pace.end();
    this.#release();
  }

  #release(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#socket.release();
    this.#refusal?.stop();
    this.#endWait.stop();
    this.#rest?.stop();
    this.#rest = null;
    this.#life.end();
  }
}
