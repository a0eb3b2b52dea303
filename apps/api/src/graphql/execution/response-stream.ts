import {
  type ExecutionResult,
  executeSubscriptionEvent,
  type GraphQLError,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import type { EventProjector } from './event-projector.ts';

type Result = IteratorResult<ExecutionResult, undefined>;

const ended: Result = { value: undefined, done: true };

/** What a response stream needs to answer an event. */
export type ResponseTools = {
  args: ValidatedSubscriptionArgs;
  projector: EventProjector | null;
  mapErrors: (result: ExecutionResult) => ExecutionResult;
  toError: (thrown: unknown) => GraphQLError;
};

/**
 * The answers of a subscription, an event each. Written by hand and not as an async generator: returning it reaches the
 * source at once, also while the next event is awaited, so that whoever leaves ends the upstream without delay.
 */
export class ResponseStream implements AsyncIterableIterator<ExecutionResult> {
  private readonly source: AsyncIterator<unknown>;
  private readonly tools: ResponseTools;
  private hasEnded = false;

  constructor(source: AsyncIterable<unknown>, tools: ResponseTools) {
    this.source = source[Symbol.asyncIterator]();
    this.tools = tools;
  }

  next(): Promise<Result> {
    if (this.hasEnded) return Promise.resolve(ended);
    return this.source.next().then(this.answer, this.fail);
  }

  async return(): Promise<Result> {
    this.hasEnded = true;
    await this.source.return?.();
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

  private readonly answer = (step: IteratorResult<unknown>): Result | Promise<Result> => {
    if (step.done === true) {
      this.hasEnded = true;
      return ended;
    }
    const event: unknown = step.value;
    const { projector, args, mapErrors } = this.tools;
    if (projector !== null && typeof event === 'object' && event !== null) {
      const projected = projector(event);
      if (projected !== null) return { value: projected, done: false };
    }
    const result = executeSubscriptionEvent({ ...args, rootValue: event });
    if (!(result instanceof Promise)) return { value: mapErrors(result), done: false };
    return result.then((value) => ({ value: mapErrors(value), done: false }));
  };

  /** The source broke: the reader is told in an answer of its own, since a thrown error would lose its code. */
  private readonly fail = (thrown: unknown): Result => {
    this.hasEnded = true;
    return { value: { errors: [this.tools.toError(thrown)] }, done: false };
  };
}
