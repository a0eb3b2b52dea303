import type { ToolCall } from '../contract/message.ts';
import type { Tool } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** Writes a tool as a function in OpenAI's form, which Cohere also uses. */
export function toFunction({ name, description, parameters }: Tool): JsonObject {
  return { type: 'function', function: { name, ...(description !== null && { description }), parameters } };
}

/** Writes a function call in the same form. */
export function toFunctionCall(call: ToolCall): JsonObject {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}
