import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../json/read-json-value.ts';

/**
 * An answer as a provider sends it, and what must come back over the wire. It has reasoning, the text `I look.` and the
 * calls `look` with `{"at":"it"}` and `wait` without arguments; every opaque value in it holds the word `OPAQUE`.
 */
export type RecordedTurn = {
  /** Sends the answer. */
  send(response: ServerResponse): void;
  /** The types of its parts, in their order. */
  parts: readonly string[];
  /** The earlier answer within the body of a later request. */
  findAnswer(body: JsonObject): unknown;
  /** As it goes back to the provider that gave it. */
  own: unknown;
  /** As another provider gets it. */
  foreign: unknown;
  /** All behind the earlier answer, where `look` has given a text and an image, and `wait` has failed. */
  findResults(body: JsonObject): unknown;
  results: unknown;
  /** What a user says beside a PDF; null where the dialect refuses one. */
  file: unknown;
  /** What a caller's own reasoning becomes; null where it is dropped, with a warning. */
  ownReasoning: unknown;
};

/** Found where the dialect has a list of messages: the second of three. */
export function secondMessage({ messages }: JsonObject): unknown {
  return Array.isArray(messages) ? messages[1] : undefined;
}

/** All from the third message on. */
export function laterMessages({ messages }: JsonObject): unknown {
  return Array.isArray(messages) ? messages.slice(2) : undefined;
}
