import { LRUCache } from 'lru-cache';
import { type CheckValue, checkKeywords, compileSchema } from './compile-schema.ts';
import { inspectSchema, refuseLarge, type SchemaFacts } from './inspect-schema.ts';
import { SchemaThread, type TaskOutcome } from './schema-thread.ts';
import type { Schema } from './walk-schema.ts';

/** Larger schemas are compiled in the thread. Compiling takes up to half a millisecond per nested schema. */
const mostInPlace = { subschemas: 50, characters: 16 * 1024, steps: 2_000 } as const;
/** The most steps times characters of a check on the main thread: some milliseconds. */
const mostWork = 1_000_000;
/** The same for schemas with quadratic work in the answer, in characters. */
const mostSquare = 2_000;

/** The most compiled schemas in memory; the least recently used is removed first. */
const mostKept = 200;

const deadlineMs = 5_000;
/** The most tasks that wait for the thread: of all callers, and of one caller. */
const waiting = { most: 50, mostOfOne: 10 } as const;

type Known = { facts: SchemaFacts /** Null for a schema that is compiled in the thread. */; check: CheckValue | null };

/** The result of a check. `isFinal`: another answer would not help. */
export type SchemaCheck = { problem: string | null; isFinal: boolean };

/** By the schema's text, because the same schema comes with each request. */
const known = new LRUCache<string, Known>({ max: mostKept });
/** Avoids writing the text for the same object, as within one request. */
const knownByObject = new WeakMap<Schema, Known>();

/**
 * Throws a `SchemaError` for a schema that cannot be used to check answers. `prepare` compiles a schema that is too
 * large to compile here.
 */
export function acceptSchema(schema: Schema): void {
  recall(schema);
}

function recall(schema: Schema): Known {
  const same = knownByObject.get(schema);
  if (same !== undefined) return same;
  refuseLarge(schema);
  const text = JSON.stringify(schema);
  const found = known.get(text) ?? learn(schema, text);
  knownByObject.set(schema, found);
  return found;
}

function learn(schema: Schema, text: string): Known {
  const facts = inspectSchema(schema, true);
  checkKeywords(schema);
  const found = { facts, check: isSmall(facts) ? compileSchema(schema) : null };
  known.set(text, found);
  return found;
}

function isSmall({ subschemas, characters, steps }: SchemaFacts): boolean {
  return subschemas <= mostInPlace.subschemas && characters <= mostInPlace.characters && steps <= mostInPlace.steps;
}

/**
 * Compiles schemas and checks answers without blocking the event loop. Small work runs on the main thread, the rest in
 * another thread with a deadline of five seconds.
 */
export class SchemaChecks {
  readonly #thread = new SchemaThread({ deadlineMs, waiting });

  /**
   * Compiles a schema that `acceptSchema` has accepted. Returns null for a small schema, otherwise a promise of its
   * problem, or null. Waiting callers take turns.
   */
  prepare(schema: Schema, caller: string): Promise<string | null> | null {
    if (recall(schema).check !== null) return null;
    return this.#thread.run({ schema: JSON.stringify(schema), answer: null }, caller).then(describeOutcome);
  }

  /** Checks an answer. `text` is `value` as JSON. */
  check(schema: Schema, value: unknown, text: string, caller: string): SchemaCheck | Promise<SchemaCheck> {
    const { facts, check } = recall(schema);
    if (check !== null && isShort(facts, text.length)) return { problem: check(value), isFinal: false };
    return this.#thread.run({ schema: JSON.stringify(schema), answer: text }, caller).then((outcome) => ({
      problem: describeOutcome(outcome),
      isFinal: outcome.type !== 'done',
    }));
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

function isShort({ steps, isQuadratic }: SchemaFacts, characters: number): boolean {
  return steps * characters <= mostWork && (!isQuadratic || characters <= mostSquare);
}

function describeOutcome(outcome: TaskOutcome): string | null {
  switch (outcome.type) {
    case 'done':
      return outcome.problem?.text ?? null;
    case 'late':
      return `it takes longer than ${deadlineMs / 1_000} seconds, or more memory than there is`;
    case 'busy':
      return 'too many answers are waiting for their check';
  }
}
