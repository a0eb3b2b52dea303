import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { CacheBreakpoint, TextPart } from '../contract/message.ts';
import { ownOptions, type ProviderOptions } from '../contract/provider-options.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { Tool } from '../contract/tool.ts';
import type { Warning } from '../contract/warning.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';

/** The provider of a written request, and the warnings about adapted settings. */
export type WriteContext = {
  readonly providerId: string;
  readonly dialect: string;
  /** Whether parts may have `cache_control`. Default false. */
  readonly takesCacheControl?: boolean;
  /** Whether a state of an unknown provider may be sent. Default true. */
  readonly takesUnclaimedState?: boolean;
  /** Whether tools that take a text are sent unchanged. Default false: as functions. */
  readonly takesCustomTools?: boolean;
  /** Added to while the request is written. */
  readonly warnings: Warning[];
};

/** A request in its provider's form, and the warnings about adapted settings. */
export type WrittenRequest = { body: JsonObject; warnings: readonly Warning[] };

/**
 * Members that the request itself sets: the model, the conversation, the form of the response, and the limits behind
 * its reserved cost.
 */
const reservedMembers: ReadonlySet<string> = new Set([
  'model',
  'models',
  'messages',
  'contents',
  'system',
  'systemInstruction',
  'prompt',
  'input',
  'stream',
  'stream_options',
  'n',
  'candidateCount',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'maxOutputTokens',
  'num_predict',
]);

/** Members of the body that contain such members. */
const envelopes: ReadonlySet<string> = new Set(['generationConfig', 'options']);

/** Adds the options of a message or a part for this provider. Returns the same object if there are none. */
export function withOptions(
  object: JsonObject,
  options: ProviderOptions | undefined,
  context: Pick<WriteContext, 'providerId' | 'dialect'>,
): JsonObject {
  const own = ownOptions(options, context);
  return own === null ? object : merge(object, own);
}

/** Adds the data of a part, or of instructions, for this provider: the mark of a cache breakpoint and their options. */
export function withPartOptions(
  object: JsonObject,
  { cacheBreakpoint, providerOptions }: Pick<TextPart, 'cacheBreakpoint' | 'providerOptions'>,
  context: WriteContext,
): JsonObject {
  return withOptions(withBreakpoint(object, cacheBreakpoint, context), providerOptions, context);
}

/** Adds the mark of a cache breakpoint if the provider accepts it. */
function withBreakpoint(
  object: JsonObject,
  breakpoint: CacheBreakpoint | undefined,
  context: WriteContext,
): JsonObject {
  if (!breakpoint || !context.takesCacheControl) return object;
  return { ...object, cache_control: { type: 'ephemeral', ...(breakpoint !== true && { ttl: breakpoint.ttl }) } };
}

/** Whether a part, or instructions, have data for this provider. */
export function hasPartOptions(
  { cacheBreakpoint, providerOptions }: Pick<TextPart, 'cacheBreakpoint' | 'providerOptions'>,
  context: WriteContext,
): boolean {
  return (Boolean(cacheBreakpoint) && context.takesCacheControl === true) || hasOptions(providerOptions, context);
}

/**
 * Adds the operator's members, which the request overrides, and the options of the request, which override its members.
 * Neither may set a member that the request itself sets.
 */
export function withBodyOptions(
  body: JsonObject,
  { providerOptions, extraBody }: Pick<ModelRequest, 'providerOptions' | 'extraBody'>,
  context: WriteContext,
): JsonObject {
  const own = ownOptions(providerOptions, context);
  const extra = extraBody === undefined ? null : withoutReserved(extraBody, 'extra_body', context);
  const whole = extra === null ? body : merge(extra, body);
  return own === null ? whole : merge(whole, withoutReserved(own, 'providerOptions', context));
}

function withoutReserved(options: JsonObject, path: string, context: WriteContext): JsonObject {
  const allowed = Object.entries(options).flatMap(([name, value]): [string, unknown][] => {
    if (reservedMembers.has(name) && !(name === 'n' && value === 1)) {
      const message = `The option '${name}' for ${context.providerId} was left out: the request itself sets it.`;
      context.warnings.push({ path: `${path}.${name}`, action: 'dropped', message });
      return [];
    }
    const inner = envelopes.has(name) ? readObject(value) : null;
    return [[name, inner === null ? value : withoutReserved(inner, `${path}.${name}`, context)]];
  });
  return Object.fromEntries(allowed);
}

/** Whether a message or a part has options for this provider. */
export function hasOptions(options: ProviderOptions | undefined, context: WriteContext): boolean {
  return ownOptions(options, context) !== null;
}

/** Warns that a part is omitted. `what`: `the reasoning of an earlier answer`. */
export function dropPart(context: WriteContext, path: string, what: string): void {
  const message = `${context.providerId} does not accept ${what}; it was left out.`;
  context.warnings.push({ path, action: 'dropped', message });
}

/** Warns that a setting is omitted. */
export function dropSetting(context: WriteContext, name: string): void {
  const message = `${context.providerId} has no setting '${name}'; it was left out.`;
  context.warnings.push({ path: name, action: 'dropped', message });
}

/** Warns that a setting was sent in another form. `form`: `a budget of 2048 tokens`. */
export function convertSetting(context: WriteContext, name: string, form: string): void {
  const message = `${context.providerId} has no '${name}'; ${form} was sent instead.`;
  context.warnings.push({ path: name, action: 'converted', message });
}

/** Temperature and top-p. Null if the model accepts neither; then warns of the omitted settings. */
export function samplingOf(
  { temperature, topP, traits }: Pick<ModelRequest, 'temperature' | 'topP' | 'traits'>,
  context: WriteContext,
): Pick<ModelRequest, 'temperature' | 'topP'> {
  if (traits.sampling || (temperature === null && topP === null)) return { temperature, topP };
  if (temperature !== null) dropSetting(context, 'temperature');
  if (topP !== null) dropSetting(context, 'topP');
  return { temperature: null, topP: null };
}

/** The tools that may be called. Some protocols have no such choice, so fewer tools are offered. */
export function offeredTools({ tools, toolChoice }: Pick<ModelRequest, 'tools' | 'toolChoice'>): readonly Tool[] {
  if (toolChoice?.type === 'tool') return tools.filter(({ name }) => name === toolChoice.name);
  return toolChoice?.type === 'allowed' ? tools.filter(({ name }) => toolChoice.names.includes(name)) : tools;
}

/** Returns the nearest value that a provider allows, and warns if it differs. */
export function clampSetting(context: WriteContext, name: string, value: number, most: number, least = 0): number {
  const clamped = Math.min(most, Math.max(least, value));
  if (clamped !== value) {
    const message = `${context.providerId} accepts '${name}' from ${least} to ${most}; ${clamped} was sent.`;
    context.warnings.push({ path: name, action: 'clamped', message });
  }
  return clamped;
}

/** The error for a part whose omission would change the meaning of the request. `what`: `audio`. */
export function cannotSend(context: WriteContext, path: string, what: string): BadRequestError {
  const { providerId } = context;
  return new BadRequestError({
    providerId,
    message: `${providerId} accepts no ${what}: ${path} cannot be sent to it.`,
  });
}

/** Objects are merged member by member. Any other added value replaces the base. */
function merge(base: JsonObject, added: JsonObject): JsonObject {
  const entries = Object.entries(added).map(([name, value]): [string, unknown] => {
    const known = Object.hasOwn(base, name) ? readObject(base[name]) : null;
    const object = readObject(value);
    return [name, known !== null && object !== null ? merge(known, object) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...entries]);
}
