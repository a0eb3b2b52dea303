import { InputError } from '../../errors/service-error.ts';
import { isDeeper, JsonBoundsError, jsonBounds, parseJsonText } from '../../json/json-bounds.ts';

/** The arguments of a tool call, given as an object or as its JSON text, as JSON text; an empty text is no arguments. A text stays as it is. */
export function parseArguments(value: unknown, path: string): string {
  const parsed = typeof value === 'string' ? parseJson(value, path) : value;
  if (isDeeper(parsed)) throw new InputError(path, `may nest at most ${jsonBounds.depth} levels deep`);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    // A provider that caches prompts knows them by their letters.
    return typeof value === 'string' && value !== '' ? value : JSON.stringify(parsed);
  }
  throw new InputError(path, 'must be an object, or the JSON text of one');
}

function parseJson(text: string, path: string): unknown {
  try {
    return parseJsonText(text === '' ? '{}' : text);
  } catch (error) {
    if (error instanceof JsonBoundsError) throw new InputError(path, error.message);
    return undefined;
  }
}
