import { PassThrough } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import { asProviderError } from './as-provider-error.ts';
import { errorBeforeAnswer } from './error-from-network.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import { InformationalCount } from './informational-count.ts';
import type { ResponseHeaders } from './retry-after.ts';
import type { Upstream } from './upstream.ts';
import { FailureBody, type UpstreamFailure } from './upstream-failure.ts';

export type LinesCall = { path: string; toError(failure: UpstreamFailure): ProviderError };

/**
 * Gets a long document of lines, and yields complete lines as they arrive: each text ends at a line end. Reads no
 * faster than its caller. Of a line longer than the limit of one answer, the beginning is kept.
 *
 * Throws a `ProviderError` for every failure, and the signal's reason after an abort.
 */
export async function* requestLines(upstream: Upstream, call: LinesCall, signal: AbortSignal): AsyncGenerator<string> {
  signal.throwIfAborted();
  const body = new PassThrough();
  const handler = new LinesHandler(upstream, call, body);
  const abort = (): void => handler.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const lines = new CutLines(upstream.limits.answerBytes);
  try {
    upstream.dispatch({ method: 'GET', path: call.path, body: null }, handler);
    for await (const chunk of body) {
      const text = lines.read(chunk);
      if (text !== '') yield text;
    }
    const rest = lines.end();
    if (rest !== '') yield rest;
  } catch (error) {
    signal.throwIfAborted();
    throw asProviderError(error, upstream.providerId);
  } finally {
    signal.removeEventListener('abort', abort);
    handler.stop();
  }
}

const lineFeed = 10;

/** Splits bytes at line feeds, and cuts lines at a limit. */
class CutLines {
  readonly #mostLineBytes: number;
  readonly #begun = new GrowingBuffer();

  constructor(mostLineBytes: number) {
    this.#mostLineBytes = mostLineBytes;
  }

  /** The text up to the last line feed. Empty if no line has ended. */
  read(chunk: Buffer): string {
    const first = chunk.indexOf(lineFeed);
    const last = chunk.lastIndexOf(lineFeed);
    if (first === -1) {
      this.#add(chunk);
      return '';
    }
    this.#add(chunk.subarray(0, first));
    const text = this.#begun.take() + chunk.toString('utf8', first, last + 1);
    this.#add(chunk.subarray(last + 1));
    return text;
  }

  /** The last line, if no line feed ends it. */
  end(): string {
    return this.#begun.take();
  }

  #add(bytes: Buffer): void {
    const room = this.#mostLineBytes - this.#begun.length;
    if (room > 0 && bytes.length > 0) this.#begun.add(bytes.subarray(0, room));
  }
}

class LinesHandler implements Dispatcher.DispatchHandler {
  readonly #upstream: Upstream;
  readonly #call: LinesCall;
  readonly #body: PassThrough;
  readonly #informational = new InformationalCount();
  #controller: Dispatcher.DispatchController | null = null;
  #failureBody: FailureBody | null = null;
  #hasAnswer = false;
  #isOver = false;

  constructor(upstream: Upstream, call: LinesCall, body: PassThrough) {
    this.#upstream = upstream;
    this.#call = call;
    this.#body = body;
    body.on('drain', () => this.#controller?.resume());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('The call was over before it was sent.'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) this.#informational.note(controller);
    else if (status < 300) this.#hasAnswer = true;
    else this.#failureBody = new FailureBody(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#failureBody === null) {
      if (!this.#body.write(chunk)) controller.pause();
      return;
    }
    this.#failureBody.add(chunk);
    if (this.#failureBody.isFull) this.fail(this.#call.toError(this.#failureBody.toFailure()));
  }

  onResponseEnd(): void {
    if (this.#failureBody !== null) this.fail(this.#call.toError(this.#failureBody.toFailure()));
    this.#isOver = true;
    this.#body.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { providerId, network } = this.#upstream;
    const message = `${providerId} broke off the results of a batch.`;
    this.fail(
      this.#hasAnswer ? new StreamCutError({ providerId, message, cause: error }) : errorBeforeAnswer(error, network),
    );
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#body.destroy(error instanceof Error ? error : new Error(String(error)));
    this.stop();
  }

  /** Call it when nothing more is read. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.abort(new Error('Nothing more of it is read.'));
  }
}
