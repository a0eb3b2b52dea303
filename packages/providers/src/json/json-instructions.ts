/** Asks for JSON in words, for models that have no switch for it. */
export const jsonInstructions = 'Answer with a single JSON value and nothing else: no explanation, no code fence.';

/** Asks for JSON of a form in words. */
export function schemaInstructions(schema: Readonly<Record<string, unknown>>): string {
  return `${jsonInstructions} It must be valid against this JSON Schema: ${JSON.stringify(schema)}`;
}
