import type { ExecutionResult } from 'graphql';
import type { ResponseStream } from '../../graphql/execution/response-stream.ts';

/** Sends a message; a promise where the client is slow. */
type Send = (text: string) => void | Promise<void>;

/**
 * A subscription that writes its own `next` messages: to the protocol's server it is a stream that ends without a value.
 * It ends, is ended and fails as any other; what is spared is the server's half dozen promises and objects a message.
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

  /** Resolves when all has been written. */
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
