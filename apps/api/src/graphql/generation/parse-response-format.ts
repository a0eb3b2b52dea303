import type { ResponseFormat } from '@penstock/providers';
import { badUserInput } from '../bad-user-input.ts';
import { parseJsonSchema } from './parse-json-schema.ts';
import type { ResponseFormatInput } from './response-format-input.ts';

/** The form that an answer must have; null is text. */
export function parseResponseFormat(input: typeof ResponseFormatInput.$inferInput | null): ResponseFormat {
  if (input === null) return { type: 'text' };
  if (input.type !== 'JSON_SCHEMA' && input.schema != null) {
    throw badUserInput('input.responseFormat.schema', 'belongs to the type JSON_SCHEMA only');
  }
  switch (input.type) {
    case 'TEXT':
      return { type: 'text' };
    case 'JSON':
      return { type: 'json' };
    case 'JSON_SCHEMA':
      return {
        type: 'json-schema',
        name: parseName(input.name ?? 'response'),
        schema: parseJsonSchema(input.schema, 'input.responseFormat.schema'),
      };
  }
}

function parseName(name: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) return name;
  throw badUserInput('input.responseFormat.name', `'${name.slice(0, 80)}' must be 1 to 64 letters, digits, _ or -`);
}
