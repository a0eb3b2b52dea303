import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import { ownOptions, type ProviderOptions } from '../contract/provider-options.ts';
import type { Warning } from '../contract/warning.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';

/** The provider that a request is written for, and the settings that could not be written unchanged. */
export type WriteContext = {
  readonly providerId: string;
  readonly dialect: string;
  /** Grows while the request is written. */
  readonly warnings: Warning[];
};

/** A request as its provider receives it, and the settings that could not be written unchanged. */
export type WrittenRequest = { body: JsonObject; warnings: readonly Warning[] };

/** Members that the adapter itself sets. */
const reservedMembers: ReadonlySet<string> = new Set(['model', 'messages', 'contents', 'stream']);

/** Adds the options of a message or a part for this provider. Returns the same object where there are none. */
export function withOptions(
  object: JsonObject,
  options: ProviderOptions | undefined,
  context: Pick<WriteContext, 'providerId' | 'dialect'>,
): JsonObject {
  const own = ownOptions(options, context);
  return own === null ? object : merge(object, own);
}

/** Adds the options of a request. They cannot set model, conversation and streaming. */
export function withBodyOptions(
  body: JsonObject,
  options: ProviderOptions | undefined,
  context: WriteContext,
): JsonObject {
  const own = ownOptions(options, context);
  if (own === null) return body;
  const allowed = Object.entries(own).filter(([name]) => {
    if (!reservedMembers.has(name)) return true;
    const message = `The option '${name}' for ${context.providerId} was left out: the request itself sets it.`;
    context.warnings.push({ path: `providerOptions.${name}`, action: 'dropped', message });
    return false;
  });
  return merge(body, Object.fromEntries(allowed));
}

/** Whether a message or a part has options for this provider. */
export function hasOptions(options: ProviderOptions | undefined, context: WriteContext): boolean {
  return ownOptions(options, context) !== null;
}

/** Warns that a part is left out. `what`: `the reasoning of an earlier answer`. */
export function dropPart(context: WriteContext, path: string, what: string): void {
  const message = `${context.providerId} has no place for ${what}; it was left out.`;
  context.warnings.push({ path, action: 'dropped', message });
}

/** Warns that a setting is left out. */
export function dropSetting(context: WriteContext, name: string): void {
  const message = `${context.providerId} has no setting '${name}'; it was left out.`;
  context.warnings.push({ path: name, action: 'dropped', message });
}

/** Returns the nearest value that a provider allows, and warns when it differs. */
export function clampSetting(context: WriteContext, name: string, value: number, most: number, least = 0): number {
  const clamped = Math.min(most, Math.max(least, value));
  if (clamped !== value) {
    const message = `${context.providerId} takes '${name}' from ${least} to ${most}; ${clamped} was sent.`;
    context.warnings.push({ path: name, action: 'clamped', message });
  }
  return clamped;
}

/** The error for a part without which the meaning of the request changes. `what`: `audio`. */
export function cannotSend(context: WriteContext, path: string, what: string): BadRequestError {
  const { providerId } = context;
  return new BadRequestError({ providerId, message: `${providerId} takes no ${what}: ${path} cannot be sent to it.` });
}

/** Objects are joined member by member; any other added value replaces the base. */
function merge(base: JsonObject, added: JsonObject): JsonObject {
  const entries = Object.entries(added).map(([name, value]): [string, unknown] => {
    const known = Object.hasOwn(base, name) ? readObject(base[name]) : null;
    const object = readObject(value);
    return [name, known !== null && object !== null ? merge(known, object) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...entries]);
}
