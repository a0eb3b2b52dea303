import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../json/read-json-value.ts';

/**
 * An answer as a provider sends it, and its required form in a later request. It has reasoning, the text `I look.` and
 * the calls `look` with `{"at":"it"}` and `wait` without arguments. Every opaque value in it contains `OPAQUE`.
 */
export type RecordedTurn = {
  /** Sends the answer. */
  send(response: ServerResponse): void;
  /** The types of its parts, in their order. */
  parts: readonly string[];
  /** The earlier answer within the body of a later request. */
  findAnswer(body: JsonObject): unknown;
  /** Its form for the provider that sent it. */
  own: unknown;
  /** Its form for another provider. */
  foreign: unknown;
  /** Everything after the earlier answer, where `look` returned a text and an image, and `wait` failed. */
  findResults(body: JsonObject): unknown;
  results: unknown;
  /** A user message with a PDF. Null if the dialect refuses it. */
  file: unknown;
  /** The form of a caller's own reasoning. Null if it is dropped with a warning. */
  ownReasoning: unknown;
};

/** Found if the dialect has a list of messages: the second of three. */
export function secondMessage({ messages }: JsonObject): unknown {
  return Array.isArray(messages) ? messages[1] : undefined;
}

/** All messages from the third on. */
export function laterMessages({ messages }: JsonObject): unknown {
  return Array.isArray(messages) ? messages.slice(2) : undefined;
}
