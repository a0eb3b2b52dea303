import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions, schemaInstructions } from '../json/json-instructions.ts';

/** What a prompt says of the answer's form where no member does; null where plain text was asked for. */
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

/** What a caller is told where the schema, or JSON, is asked for in words alone. */
export const askedInWords = {
  path: 'responseFormat',
  action: 'converted',
  instead: 'it was asked for in the prompt, and the answer is checked here',
} as const;
