import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions, schemaInstructions } from '../json/json-instructions.ts';

/** The text in a prompt that requests the form of the answer without a member. Null if plain text was requested. */
export function instructionsFor({ responseFormat }: ModelRequest): string | null {
  switch (responseFormat.type) {
    case 'text':
      return null;
    case 'json':
      return jsonInstructions;
    case 'json-schema':
      return schemaInstructions(responseFormat.schema);
    default:
      return responseFormat satisfies never;
  }
}

/** The warning if only the prompt requests the schema or JSON. */
export const askedInWords = {
  path: 'responseFormat',
  action: 'converted',
  instead: 'the prompt requests it instead, and Penstock checks the answer',
} as const;
