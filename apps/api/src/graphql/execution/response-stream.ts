import { readEach } from '@penstock/providers';
import {
  type ExecutionResult,
  executeSubscriptionEvent,
  type GraphQLError,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import type { EventProjector } from './event-projector.ts';

type Result = IteratorResult<ExecutionResult, undefined>;

const ended: Result = { value: undefined, done: true };

/** The tools of a response stream for the answer to an event. */
export type ResponseTools = {
  args: ValidatedSubscriptionArgs;
  projector: EventProjector | null;
  mapErrors: (result: ExecutionResult) => ExecutionResult;
  toError: (thrown: unknown) => GraphQLError;
  /** Called once, when no more answers follow. */
  onEnd: () => void;
};

/**
 * The answers of a subscription, one per event. It is not an async generator: `return` reaches the source at once, even
 * while the next event is awaited. So the upstream ends without delay when a reader leaves.
 */
export class ResponseStream implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<unknown, undefined>;
  readonly #tools: ResponseTools;
  #hasEnded = false;

  constructor(source: AsyncIterable<unknown, undefined>, tools: ResponseTools) {
    this.#source = source[Symbol.asyncIterator]();
    this.#tools = tools;
  }

  next(): Promise<Result> {
    if (this.#hasEnded) return Promise.resolve(ended);
    return this.#source.next().then(this.#answer, this.#fail);
  }

  /**
   * Writes all answers as JSON text, for a reader that only passes them on. Needs no promise per answer where the source
   * can be pulled; iteration needs several. Waits for the promise of `write`.
   */
  async writeTo(write: (answer: string) => void | Promise<void>): Promise<void> {
    if (this.#hasEnded) return;
    const pass = (answer: string): boolean | Promise<boolean> => {
      const written = write(answer);
      return written === undefined ? !this.#hasEnded : written.then(() => !this.#hasEnded);
    };
    try {
      await readEach(this.#source, (event) => {
        const answer = this.#textOf(event);
        return typeof answer === 'string' ? pass(answer) : answer.then(pass);
      });
    } catch (error) {
      await write(JSON.stringify(this.#fail(error).value));
    }
    this.#end();
  }

  async return(): Promise<Result> {
    this.#end();
    await this.#source.return?.();
    return ended;
  }

  async throw(error: unknown): Promise<Result> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  readonly #answer = (step: IteratorResult<unknown>): Result | Promise<Result> => {
    if (this.#isLast(step)) return ended;
    const event: unknown = step.value;
    const projected = isObject(event) ? this.#tools.projector?.project(event) : null;
    if (projected != null) return { value: projected, done: false };
    const result = this.#execute(event);
    if (!(result instanceof Promise)) return { value: result, done: false };
    return result.then((value) => ({ value, done: false }));
  };

  #textOf(event: unknown): string | Promise<string> {
    const written = isObject(event) ? this.#tools.projector?.write(event) : null;
    if (written != null) return written;
    const result = this.#execute(event);
    return result instanceof Promise ? result.then((value) => JSON.stringify(value)) : JSON.stringify(result);
  }

  #isLast(step: IteratorResult<unknown>): boolean {
    if (step.done === true) this.#end();
    return this.#hasEnded;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tools.onEnd();
  }

  #execute(event: unknown): ExecutionResult | Promise<ExecutionResult> {
    const { args, mapErrors } = this.#tools;
    const result = executeSubscriptionEvent({ ...args, rootValue: event });
    return result instanceof Promise ? result.then(mapErrors) : mapErrors(result);
  }

  /** The source failed. The error is sent as a separate answer, because a thrown error would lose its code. */
  readonly #fail = (thrown: unknown): Result => {
    this.#end();
    return { value: { errors: [this.#tools.toError(thrown)] }, done: false };
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
