import { isStreamCutError } from '../contract/errors/stream-cut-error.ts';
import { failureBytes } from '../contract/upstream-limits.ts';
import { asProviderError } from './as-provider-error.ts';
import type { ResponseHeaders } from './retry-after.ts';
import type { PrepareAgain, StreamCall } from './stream-call.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** One form of a call with the head of its response. It translates failures, and chooses the next form. */
export class SentCall {
  /** Null before `prepare`. */
  call: StreamCall | null = null;
  /** 0 before the response. */
  status = 0;
  headers: ResponseHeaders = {};
  readonly #providerId: string;
  readonly #prepare: () => StreamCall;
  readonly #prepareAgain: PrepareAgain;

  constructor(providerId: string, prepare: () => StreamCall, prepareAgain: PrepareAgain) {
    this.#providerId = providerId;
    this.#prepare = prepare;
    this.#prepareAgain = prepareAgain;
  }

  prepare(): StreamCall {
    this.call = this.#prepare();
    return this.call;
  }

  noteResponse(status: number, headers: ResponseHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  /** Whether its answer has its finish event. */
  get hasWholeAnswer(): boolean {
    return this.call !== null && this.call.reader.progress !== 'open';
  }

  /** The form that follows a failure. Null if there is none, and the failure is final. */
  prepareAgain(failure: UpstreamFailure): SentCall | null {
    const call = this.#prepareAgain(failure);
    return call === null ? null : new SentCall(this.#providerId, () => call, this.#prepareAgain);
  }

  /** The document or text in place of an answer. Null after the beginning of the answer. */
  failureInAnswer(): UpstreamFailure | null {
    const unread = this.call?.reader.unread ?? null;
    if (unread === null || unread === '') return null;
    return { status: this.status, headers: this.headers, body: unread.slice(0, failureBytes) };
  }

  /** The error of an answer that cannot be read further. `failure`: from `failureInAnswer`. */
  errorOfAnswer(error: unknown, failure: UpstreamFailure | null): unknown {
    if (!isStreamCutError(error) || failure === null || this.call === null) {
      return asProviderError(error, this.#providerId);
    }
    return this.call.toError(failure);
  }
}
