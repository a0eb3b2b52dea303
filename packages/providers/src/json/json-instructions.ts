import type { ModelRequest } from '../contract/request.ts';
import { textOfMessage } from '../messages/message-texts.ts';

/** Asks for JSON in words, for models that have no switch for it. */
export const jsonInstructions = 'Answer with a single JSON value and nothing else: no explanation, no code fence.';

/** Asks for JSON of a form in words. */
export function schemaInstructions(schema: Readonly<Record<string, unknown>>): string {
  return `${jsonInstructions} It must be valid against this JSON Schema: ${JSON.stringify(schema)}`;
}

/** Whether the conversation mentions JSON; several providers refuse their JSON mode to one that does not. */
export function speaksOfJson(request: ModelRequest): boolean {
  return request.messages.some((message) => /json/i.test(textOfMessage(message)));
}
