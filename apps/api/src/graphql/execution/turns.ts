import { defaultFieldResolver, type GraphQLSchema } from 'graphql';

/** Runs something in a later turn of the event loop, as `setImmediate`. */
type Later = (run: () => void) => void;

/**
 * Runs long fields one after the other, each in its own turn of the event loop. Streams and other callers run in
 * between. The process has one queue, so concurrent operations wait for each other.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #later: Later;
  #isRunning = false;

  constructor(later: Later = setImmediate) {
    this.#later = later;
  }

  /** Resolves when it is the caller's turn. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isRunning) return;
      this.#isRunning = true;
      this.#later(this.#next);
    });
  }

  readonly #next = (): void => {
    this.#waiting.shift()?.();
    this.#isRunning = this.#waiting.length > 0;
    // Scheduled, not called: the field that got the turn runs first, then waiting events.
    if (this.#isRunning) this.#later(this.#next);
  };
}

/**
 * Makes the fields of Query and Mutation wait for their turn in operations whose context has `turns`. Returns the same
 * schema, changed.
 */
export function takeTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: { turns?: Turns | null }, info) =>
        context.turns == null
          ? resolve(source, args, context, info)
          : context.turns.take().then(() => resolve(source, args, context, info));
    }
  }
  return schema;
}
