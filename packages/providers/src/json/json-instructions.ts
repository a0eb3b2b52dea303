import type { ModelRequest } from '../contract/request.ts';

/** Asks for JSON in words, for models that have no switch for it. */
export const jsonInstructions = 'Answer with a single JSON value and nothing else: no explanation, no code fence.';

/** Asks for JSON of a form in words. */
export function schemaInstructions(schema: Readonly<Record<string, unknown>>): string {
  return `${jsonInstructions} It must be valid against this JSON Schema: ${JSON.stringify(schema)}`;
}

/** Whether the conversation mentions JSON; several providers refuse their JSON mode to one that does not. */
export function speaksOfJson(request: ModelRequest): boolean {
  return request.messages.some((message) => {
    if (message.role !== 'user') return /json/i.test(message.text);
    return message.parts.some((part) => part.type === 'text' && /json/i.test(part.text));
  });
}
