import type { JsonObject } from '../json/read-json-value.ts';
import { readObject } from '../json/read-json-value.ts';

/** Members whose absence changes the meaning of a request, or its cost. */
const kept: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'contents',
  'content',
  'role',
  'parts',
  'text',
  'type',
  'name',
  'id',
  'prompt',
  'input',
  'system',
  'systemInstruction',
  'stream',
  'function',
  'functionDeclarations',
  'description',
  'tool_call_id',
  'parameters',
  'parametersJsonSchema',
  'input_schema',
  'tool_calls',
  'tool_use_id',
  'functionCall',
  'arguments',
  'functionResponse',
  'source',
  'image_url',
  'url',
  'data',
  'inlineData',
  'fileData',
  'file',
  'input_audio',
  'max_tokens',
  'max_completion_tokens',
  'maxOutputTokens',
  'num_predict',
  'tools',
  'options',
  'format',
  'instructions',
  'call_id',
  'output',
  'encrypted_content',
  'summary',
  'response_format',
  'output_config',
  'generationConfig',
  'toolConfig',
  'prefix',
  'continue_final_message',
]);

/** Members with a caller's own data, whose names do not belong to the protocol. */
const opaque: ReadonlySet<string> = new Set([
  'parameters',
  'parametersJsonSchema',
  'input_schema',
  'schema',
  'responseJsonSchema',
  'arguments',
  'input',
  'args',
  'response',
  'data',
  'metadata',
  'logit_bias',
]);

/** Maximum searched objects and lists of one body. */
const mostVisited = 20_000;

/** The names of all members of a body that can be omitted. */
export function optionalMembers(body: JsonObject): ReadonlySet<string> {
  const names = new Set<string>();
  let visited = 0;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || visited++ > mostVisited) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      if (!kept.has(name)) names.add(name);
      if (!opaque.has(name)) visit(inner);
    }
  };
  visit(body);
  return names;
}

/** The value of the first member with a name. Undefined for none. */
export function valueOfMember(body: JsonObject, name: string): unknown {
  if (Object.hasOwn(body, name)) return body[name];
  for (const [holder, inner] of Object.entries(body)) {
    const object = opaque.has(holder) ? null : readObject(inner);
    const value = object === null ? undefined : valueOfMember(object, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The same body without any member of a name. With `value`, only members with this value are removed. */
export function withoutMember(body: JsonObject, name: string, value?: unknown): JsonObject {
  return copy(body, name, value) as JsonObject;
}

function copy(value: unknown, name: string, unwanted: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => copy(item, name, unwanted));
  const object = readObject(value);
  if (object === null) return value;
  const entries = Object.entries(object)
    .filter(([key, inner]) => key !== name || (unwanted !== undefined && inner !== unwanted))
    .map(([key, inner]): [string, unknown] => [key, opaque.has(key) ? inner : copy(inner, name, unwanted)]);
  return Object.fromEntries(entries);
}
