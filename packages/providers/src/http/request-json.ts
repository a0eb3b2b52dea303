import type { Dispatcher } from 'undici';
import { ProtocolError } from '../contract/errors/protocol-error.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import { type JsonObject, parseAnswer } from '../json/read-json-value.ts';
import { answerTooLong } from './answer-too-long.ts';
import { asProviderError } from './as-provider-error.ts';
import { errorBeforeAnswer } from './error-from-network.ts';
import { InformationalCount } from './informational-count.ts';
import type { ResponseHeaders } from './retry-after.ts';
import type { Upstream } from './upstream.ts';
import { FailureBody, type UpstreamFailure } from './upstream-failure.ts';

/** A call whose answer is one JSON document. */
export type JsonCall = {
  path: string;
  /** Default: POST with a body, GET without. */
  method?: 'DELETE';
  /** Null: none. Any other value is sent as JSON. */
  body: unknown;
  /** The type of a body that is text. Default: JSON. */
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
  /** A longer answer fails, and its connection is closed. Default: the upstream's limit for one answer. */
  mostBytes?: number;
  toError(failure: UpstreamFailure): ProviderError;
};

/**
 * Sends a request and returns its answer, a JSON object. An array becomes `{ data: […] }`.
 *
 * Throws a `ProviderError` for every failure, and the signal's reason after an abort.
 */
export function requestJson(upstream: Upstream, call: JsonCall, signal: AbortSignal): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const handler = new JsonHandler(upstream, call, signal, resolve, reject);
    try {
      const { path, headers, contentType } = call;
      const body =
        call.body === null ? null : contentType === undefined ? JSON.stringify(call.body) : String(call.body);
      const rest = { ...(headers && { headers }), ...(contentType !== undefined && { contentType }) };
      const method = call.method ?? (body === null ? 'GET' : 'POST');
      upstream.dispatch({ method, path, body, ...rest }, handler);
    } catch (error) {
      handler.fail(error);
    }
  });
}

class JsonHandler implements Dispatcher.DispatchHandler {
  readonly #upstream: Upstream;
  readonly #call: JsonCall;
  readonly #signal: AbortSignal;
  readonly #resolve: (value: JsonObject) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #failureBody: FailureBody | null = null;
  #chunks: Buffer[] | null = null;
  readonly #mostBytes: number;
  #bytes = 0;
  readonly #informational = new InformationalCount();
  #isOver = false;

  constructor(
    upstream: Upstream,
    call: JsonCall,
    signal: AbortSignal,
    resolve: (value: JsonObject) => void,
    reject: (error: unknown) => void,
  ) {
    this.#upstream = upstream;
    this.#call = call;
    this.#mostBytes = call.mostBytes ?? upstream.limits.answerBytes;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('The call was over before it was sent.'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) {
      this.#informational.note(controller);
      return;
    }
    if (status < 300) this.#chunks = [];
    else this.#failureBody = new FailureBody(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    if (this.#failureBody !== null) {
      this.#failureBody.add(chunk);
      if (this.#failureBody.isFull) this.#breakOff(controller, this.#call.toError(this.#failureBody.toFailure()));
    } else if (this.#bytes > this.#mostBytes) {
      this.#breakOff(controller, answerTooLong(this.#upstream.providerId, this.#mostBytes));
    } else {
      this.#chunks?.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.#failureBody !== null) {
      this.fail(this.#call.toError(this.#failureBody.toFailure()));
      return;
    }
    try {
      const value = this.#parse();
      this.#release();
      this.#resolve(value);
    } catch (error) {
      this.fail(asProviderError(error, this.#upstream.providerId));
    }
  }

  #parse(): JsonObject {
    const text = Buffer.concat(this.#chunks ?? [])
      .toString('utf8')
      .trim();
    this.#chunks = [];
    const value = parseAnswer(text.startsWith('[') ? `{"data":${text}}` : text);
    if (value !== null) return value;
    const { providerId } = this.#upstream;
    throw new ProtocolError({ providerId, message: `${providerId} answered with something that is not JSON.` });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return;
    const { providerId, network } = this.#upstream;
    if (this.#chunks === null && this.#failureBody === null) this.fail(errorBeforeAnswer(error, network));
    else this.fail(new StreamCutError({ providerId, message: `${providerId} broke off its answer.`, cause: error }));
  }

  fail(error: unknown): void {
    this.#release();
    this.#reject(error);
  }

  readonly #onAbort = (): void => {
    this.fail(this.#signal.reason);
    this.#upstream.cancel(this);
    this.#controller?.abort(new Error('The caller left.'));
  };

  #breakOff(controller: Dispatcher.DispatchController, error: unknown): void {
    this.fail(error);
    controller.abort(new Error('Nothing more of it is read.'));
  }

  #release(): void {
    this.#isOver = true;
    this.#chunks = null;
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}
