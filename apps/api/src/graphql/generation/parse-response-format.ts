import type { ResponseFormat } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseJsonSchema, parseSchemaName } from '../../generation/input/parse-json-schema.ts';
import type { ResponseFormatInput } from './response-format-input.ts';

/** The form that an answer must have; null is text. */
export function parseResponseFormat(input: typeof ResponseFormatInput.$inferInput | null): ResponseFormat {
  if (input === null) return { type: 'text' };
  if (input.type !== 'JSON_SCHEMA' && input.schema != null) {
    throw new InputError('input.responseFormat.schema', 'belongs to the type JSON_SCHEMA only');
  }
  switch (input.type) {
    case 'TEXT':
      return { type: 'text' };
    case 'JSON':
      return { type: 'json' };
    case 'JSON_SCHEMA':
      return {
        type: 'json-schema',
        name: parseSchemaName(input.name ?? 'response', 'input.responseFormat.name'),
        schema: parseJsonSchema(input.schema, 'input.responseFormat.schema'),
      };
  }
}
