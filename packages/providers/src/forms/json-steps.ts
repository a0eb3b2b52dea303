import { schemaInstructions } from '../json/json-instructions.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';
import type { WeakerForm } from './weaker-form.ts';

const names = ['response_format', 'json_schema', 'json_object'];
const words =
  /response[_ ]?format|json[_ ]?(?:schema|object|mode)|structured (?:output|response)|guided (?:json|decoding)|grammar/i;
const warning = { path: 'responseFormat', action: 'converted' } as const;

/** Without a member for it. JSON mode already has instructions in the prompt. */
export const jsonByInstructions: WeakerForm = {
  id: 'json by instructions',
  names,
  words,
  weaken: (call) => {
    const format = readObject(call.body.response_format);
    if (format?.type !== 'json_object') return null;
    const { response_format: _, ...body } = call.body;
    return { ...call, body };
  },
  warning: { ...warning, instead: 'JSON was requested in the prompt alone' },
};

/**
 * JSON by schema, for servers of OpenAI's protocol that know less: as `json_object` with a member `schema` (llama.cpp,
 * Together), as `json_object` alone, and by instructions alone. The instructions hold the schema each time, since
 * servers ignore what they do not know.
 */
export const openAiJsonSteps: readonly WeakerForm[] = [
  {
    id: 'json object with schema',
    names,
    words,
    weaken: (call) => {
      const schema = schemaOf(call.body);
      if (schema === null) return null;
      const response_format = { type: 'json_object', schema };
      const messages = withInstructions(readList(call.body.messages), schemaInstructions(schema));
      return { ...call, body: { ...call.body, response_format, messages } };
    },
    warning: { ...warning, instead: 'JSON was requested with the schema beside it and in the prompt' },
  },
  {
    id: 'json object',
    names: [...names, 'schema'],
    words,
    weaken: (call) => {
      const format = readObject(call.body.response_format);
      if (format?.type !== 'json_object' || format.schema === undefined) return null;
      return { ...call, body: { ...call.body, response_format: { type: 'json_object' } } };
    },
    warning: { ...warning, instead: 'JSON was requested with the schema in the prompt' },
  },
  jsonByInstructions,
];

function schemaOf(body: JsonObject): JsonObject | null {
  const format = readObject(body.response_format);
  return format?.type === 'json_schema' ? readObject(readObject(format.json_schema)?.schema) : null;
}

/** Adds instructions to the first system message, or as one: some chat templates take only one. */
export function withInstructions(messages: readonly unknown[], text: string): readonly unknown[] {
  const [first, ...others] = messages;
  const system = readObject(first);
  if (system?.role !== 'system' && system?.role !== 'developer')
    return [{ role: 'system', content: text }, ...messages];
  const content =
    typeof system.content === 'string'
      ? `${system.content}\n\n${text}`
      : [...readList(system.content), { type: 'text', text }];
  return [{ ...system, content }, ...others];
}
