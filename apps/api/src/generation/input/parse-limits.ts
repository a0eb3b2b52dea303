import { InputError } from '../../errors/service-error.ts';
import { isDeeper, jsonBounds, jsonLength } from '../../json/json-bounds.ts';

const metadataLimit = 16_384;
/** Metadata is measured up to this length. Longer metadata is refused without writing it out. */
const measuredLimit = 4 * metadataLimit;

/** Parses the metadata that a caller stores with a generation: any JSON, null for none. */
export function parseMetadata(metadata: unknown, path: string): unknown {
  if (metadata == null) return null;
  if (isDeeper(metadata)) throw new InputError(path, `may nest at most ${jsonBounds.depth} levels deep`);
  if (jsonLength(metadata, measuredLimit) > measuredLimit) {
    throw new InputError(path, `may have at most ${metadataLimit} characters as JSON, not over ${measuredLimit}`);
  }
  const { length } = JSON.stringify(metadata);
  if (length > metadataLimit) {
    throw new InputError(path, `may have at most ${metadataLimit} characters as JSON, not ${length}`);
  }
  return metadata;
}

/** The most texts that end an answer, and the most characters of one of them. */
export const mostStops = 16;
const longestStop = 1_000;

/** Parses the texts that end an answer. `pathOf` names one of them. */
export function parseStop(stop: readonly string[], path: string, pathOf: (index: number) => string): readonly string[] {
  if (stop.length > mostStops) throw new InputError(path, `may have at most ${mostStops} texts, not ${stop.length}`);
  const empty = stop.indexOf('');
  if (empty !== -1) throw new InputError(pathOf(empty), 'is empty: an empty text would end every answer at once');
  for (const [index, text] of stop.entries()) parseLabel(text, longestStop, pathOf(index));
  return stop;
}

/** The most parts of one message, or of one tool result. */
export const mostParts = 2_000;

/** The most characters of a tool call's name and id, as in the answers of providers. */
export const longestToolCallName = 256;
export const longestToolCallId = 1_024;

/** Parses a number from `least` to `most`; null for none. */
export function parseNumber(
  value: number | null | undefined,
  least: number,
  most: number,
  path: string,
): number | null {
  if (value == null) return null;
  if (value >= least && value <= most) return value;
  const range = most >= Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new InputError(path, `must be ${range}, not ${value}`);
}

/** Parses a name that is not blank; null for none. */
export function parseName(value: string | null | undefined, path: string): string | null {
  if (value == null) return null;
  const name = value.trim();
  if (name === '') throw new InputError(path, 'is empty: leave it out, or give a name');
  return parseLabel(name, 300, path);
}

/** Parses a text with at most this many characters; null for none. */
export function parseLabel(value: string | null, characters: number, path: string): string | null {
  if (value !== null && value.length > characters) {
    throw new InputError(path, `may have at most ${characters} characters, not ${value.length}`);
  }
  return value;
}
