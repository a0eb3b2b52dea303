import { foreignMembers, type ProviderOptions } from '../contract/provider-options.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { RequestSettings, SettingName } from '../contract/settings.ts';
import type { Tool } from '../contract/tool.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';
import { dropSetting, type WriteContext } from './write-context.ts';

/** The maximum warnings about unread members of one request, and the maximum length of a member's name in them. */
const mostNames = 50;
const longestName = 80;

/** Values that equal the default behaviour, so that their omission changes nothing. */
const defaults: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => value === 1,
  logprobs: (value) => value === false,
  store: () => true,
  metadata: () => true,
  modalities: (value) => Array.isArray(value) && value.every((one) => one === 'text'),
  frequencyPenalty: (value) => value === 0,
  presencePenalty: (value) => value === 0,
  logitBias: (value) => Object.keys(value as object).length === 0,
  serviceTier: (value) => value === 'auto' || value === 'default',
  verbosity: (value) => value === 'medium',
  parallelToolCalls: (value) => value === true,
};

/**
 * Warns of everything that this dialect cannot express: settings beyond `honoured`, `strict` of tools, and unread
 * members and tools of other protocols.
 */
export function warnOfLeftOut(
  request: ModelRequest,
  context: WriteContext,
  honoured: ReadonlySet<SettingName | 'strict'>,
): void {
  if (request.settings !== undefined) warnOfSettings(request.settings, request, context, honoured);
  if (!honoured.has('strict')) warnOfStrict(request.tools, context);
  warnOfForeign(request, context);
}

/** Warns of members and tools that only another protocol has. */
export function warnOfForeign(request: ModelRequest, context: WriteContext): void {
  warnOfUnread(request, context);
  warnOfNativeTools(request, context);
  if (context.takesCustomTools !== true) warnOfGrammars(request.tools, context);
}

function warnOfNativeTools({ nativeTools = [] }: ModelRequest, context: WriteContext): void {
  for (const { dialect, index, value } of nativeTools.slice(0, mostNames)) {
    if (dialect === context.dialect) continue;
    const name = String(value.name ?? value.type).slice(0, longestName);
    const message = `${context.providerId} does not have the tool '${name}'; it was left out.`;
    context.warnings.push({ path: `tools.${index}`, action: 'dropped', message });
  }
}

function warnOfGrammars(tools: readonly Tool[], context: WriteContext): void {
  for (const [index, { name, custom }] of tools.entries()) {
    if (custom?.format?.type !== 'grammar') continue;
    const message = `${context.providerId} cannot enforce a grammar on a tool; the grammar of '${name.slice(0, longestName)}' was put into its description.`;
    context.warnings.push({ path: `tools.${index}`, action: 'converted', message });
  }
}

function warnOfSettings(
  settings: RequestSettings,
  { tools }: ModelRequest,
  context: WriteContext,
  honoured: ReadonlySet<SettingName | 'strict'>,
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (honoured.has(name as SettingName) || isDefault(name, value)) continue;
    // Without tools there are no calls.
    if (name === 'parallelToolCalls' && tools.length === 0) continue;
    dropSetting(context, name);
  }
}

function isDefault(name: string, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return Object.hasOwn(defaults, name) && defaults[name]?.(value) === true;
}

function warnOfStrict(tools: readonly Tool[], context: WriteContext): void {
  const index = tools.findIndex((tool) => tool.strict === true);
  if (index === -1) return;
  const message = `${context.providerId} cannot enforce the schema of a tool; 'strict' was left out.`;
  context.warnings.push({ path: `tools.${index}.strict`, action: 'dropped', message });
}

function warnOfUnread(request: ModelRequest, context: WriteContext): void {
  if (!holdsOptions(request)) return;
  const places = new Map<string, string>();
  note(request.providerOptions, context, '', places);
  for (const [index, tool] of request.tools.entries()) note(tool.providerOptions, context, `tools.${index}.`, places);
  for (const [index, message] of request.messages.entries()) {
    note(message.providerOptions, context, `messages.${index}.`, places);
    if (message.role === 'system') continue;
    for (const [at, part] of message.parts.entries()) {
      note(part.providerOptions, context, `messages.${index}.parts.${at}.`, places);
    }
  }
  for (const [name, path] of places) {
    const message = `${context.providerId} does not support '${name}'; it was left out.`;
    context.warnings.push({ path, action: 'dropped', message });
  }
}

/** Most requests have none, and a long conversation has many parts. */
function holdsOptions({ providerOptions, tools, messages }: ModelRequest): boolean {
  return (
    providerOptions !== undefined ||
    tools.some((tool) => tool.providerOptions !== undefined) ||
    messages.some(
      (message) =>
        message.providerOptions !== undefined ||
        (message.role !== 'system' && message.parts.some((part) => part.providerOptions !== undefined)),
    )
  );
}

/**
 * Records the first place of each member. A member of an inner object is named with its parent: `function.examples`.
 */
function note(
  options: ProviderOptions | undefined,
  { dialect }: WriteContext,
  path: string,
  places: Map<string, string>,
): void {
  for (const members of foreignMembers(options, dialect)) noteMembers(members, path, places);
}

function noteMembers(members: JsonObject, path: string, places: Map<string, string>): void {
  for (const [name, value] of Object.entries(members)) {
    if (isDefault(name, value)) continue;
    if (places.size >= mostNames) return;
    const shown = name.slice(0, longestName);
    const inner = nested.has(name) ? readObject(value) : null;
    if (inner !== null) noteMembers(inner, `${path}${shown}.`, places);
    else if (!places.has(shown)) places.set(shown, `${path}${shown}`);
  }
}

/** Objects of which other members were read. */
const nested: ReadonlySet<string> = new Set(['function', 'image_url', 'file', 'input_audio']);
