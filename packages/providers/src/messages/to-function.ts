import type { ToolCall } from '../contract/message.ts';
import type { Tool } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** Writes a tool as a function, in the form that OpenAI gave it and Cohere took over. */
export function toFunction({ name, description, parameters }: Tool): JsonObject {
  return { type: 'function', function: { name, ...(description !== null && { description }), parameters } };
}

/** Writes a call of a function, likewise. */
export function toFunctionCall(call: ToolCall): JsonObject {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}
