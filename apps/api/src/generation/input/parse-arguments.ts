import { InputError } from '../../errors/service-error.ts';
import { isDeeper, JsonBoundsError, jsonBounds, parseJsonText } from '../../json/json-bounds.ts';

/**
 * The arguments of a tool call, given as a value or as its JSON text, as text; an empty text is no arguments. A model
 * may have written a text that is no JSON, or JSON that is no object. It stays as it is: the conversation must go on.
 */
export function parseArguments(value: unknown, path: string): string {
  if (value == null || value === '') return '{}';
  if (typeof value !== 'string') {
    if (isDeeper(value)) throw new InputError(path, `may nest at most ${jsonBounds.depth} levels deep`);
    return JSON.stringify(value);
  }
  try {
    if (isDeeper(parseJsonText(value))) {
      throw new InputError(path, `may nest at most ${jsonBounds.depth} levels deep`);
    }
  } catch (error) {
    if (error instanceof JsonBoundsError) throw new InputError(path, error.message);
    if (error instanceof InputError) throw error;
  }
  // A provider that caches prompts knows them by their letters.
  return value;
}
