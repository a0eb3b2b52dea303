import { InputError } from '../../errors/service-error.ts';
import { isDeeper, JsonBoundsError, jsonBounds, parseJsonText } from '../../json/json-bounds.ts';

/**
 * The arguments of a tool call as JSON text. They come as a value or as JSON text; an empty text means no arguments. A
 * model may have written a text that is not JSON, or JSON that is not an object. It stays unchanged, so that the
 * conversation can continue.
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
  // The text stays unchanged, since providers match cached prompts letter by letter.
  return value;
}
