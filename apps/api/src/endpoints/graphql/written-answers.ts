import type { ExecutionResult } from 'graphql';
import type { ResponseStream } from '../../graphql/execution/response-stream.ts';

/** Sends a message. Returns a promise if the client is slow. */
type Send = (text: string) => void | Promise<void>;

/**
 * A subscription that writes its own `next` messages. To the protocol's server it is a stream that ends without a
 * value. It ends, is cancelled and fails like any other stream. It avoids about six promises and objects per message in
 * the server.
 */
export class WrittenAnswers implements AsyncIterableIterator<ExecutionResult> {
  readonly #responses: ResponseStream;
  readonly #beginning: string;
  readonly #send: Send;

  constructor(id: string, responses: ResponseStream, send: Send) {
    this.#responses = responses;
    this.#beginning = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#send = send;
  }

  /** Resolves when all answers are written. */
  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.#responses.writeTo((answer) => this.#send(`${this.#beginning}${answer}}`));
    return { value: undefined, done: true };
  }

  return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    return this.#responses.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
