import type { ModelRequest } from '../contract/request.ts';
import { textOfMessage } from '../messages/message-texts.ts';

/** Instructions for JSON, for models without a JSON mode. */
export const jsonInstructions = 'Answer with a single JSON value and nothing else: no explanation, no code fence.';

/** Instructions for JSON that fits a schema. */
export function schemaInstructions(schema: Readonly<Record<string, unknown>>): string {
  return `${jsonInstructions} It must be valid against this JSON Schema: ${JSON.stringify(schema)}`;
}

/** Whether the conversation mentions JSON. Several providers refuse their JSON mode without it. */
export function mentionsJson(request: ModelRequest): boolean {
  return request.messages.some((message) => /json/i.test(textOfMessage(message)));
}
