import type { ToolCall } from '../contract/message.ts';
import type { Tool } from '../contract/tool.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';

/** Writes a tool as a function in OpenAI's form, which Cohere also uses. */
export function toFunction({ name, description, parameters }: Tool): { type: 'function'; function: JsonObject } {
  return { type: 'function', function: { name, ...(description !== null && { description }), parameters } };
}

/**
 * The arguments of a call as an object, for protocols that accept no other value. If a model wrote a text that is not
 * an object, the text is wrapped in one, so that the model sees its own text.
 */
export function toArgumentsObject(text: string): JsonObject {
  const object = parseObject(text);
  if (object !== null) return object;
  return text.trim() === '' || text.trim() === 'null' ? {} : { invalid_arguments: text };
}

/** Writes a function call in the same form. */
export function toFunctionCall(call: ToolCall): JsonObject {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}
