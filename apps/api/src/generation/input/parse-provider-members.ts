import type { ProviderOptions, ProviderState } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { isDeeper, jsonBounds, jsonLength } from '../../json/json-bounds.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The most characters, as JSON, of the options of a request, a message or a part, and of the state of a part. */
const longestOptions = 65_536;
const longestState = 1_048_576;
/** The most characters of a provider's id or a dialect's name. */
const longestName = 300;

/** Parses members for one provider, by its id or its dialect: `{ "anthropic": { … } }`. Undefined for none. */
export function parseProviderOptions(value: unknown, path: string): ProviderOptions | undefined {
  if (value == null) return undefined;
  if (!isObject(value)) throw new InputError(path, 'must be an object: { "openai": { … } }');
  checkSize(value, longestOptions, path);
  for (const [provider, options] of Object.entries(value)) {
    if (!isObject(options)) {
      throw new InputError(`${path}.${provider.slice(0, 80)}`, 'must be an object of members for that provider');
    }
  }
  return value as ProviderOptions;
}

/** Checks members of a protocol that have no meaning here against the bounds of options. */
export function parseUnread(members: JsonObject, path: string): JsonObject {
  checkSize(members, longestOptions, path);
  return members;
}

/** Parses the state that a provider gave with a part, in the form of `Generation.parts`. Undefined for none. */
export function parseState(value: unknown, path: string): ProviderState | undefined {
  if (value == null) return undefined;
  if (!isObject(value)) throw new InputError(path, 'must be an object: the unchanged state of a part of an answer');
  const { providerId, dialect, value: inner } = value;
  const name = parseText(dialect, `${path}.dialect`);
  const provider = providerId === null ? null : parseText(providerId, `${path}.providerId`);
  if (!isObject(inner)) throw new InputError(`${path}.value`, 'must be an object, unchanged from the answer');
  checkSize(inner, longestState, `${path}.value`);
  return { providerId: provider, dialect: name, value: inner };
}

/** Parses an object within the bounds of a state: provider state in the members of another protocol. */
export function parseStateObject(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw new InputError(path, 'must be an object, unchanged from the answer');
  checkSize(value, longestState, path);
  return value;
}

function parseText(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= longestName) return value;
  throw new InputError(path, `must be a text of 1 to ${longestName} characters, unchanged from the answer`);
}

function checkSize(value: object, most: number, path: string): void {
  if (isDeeper(value)) throw new InputError(path, `may nest at most ${jsonBounds.depth} levels deep`);
  if (jsonLength(value, most) > most) throw new InputError(path, `may have at most ${most} characters as JSON`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
