import {
  type ProviderOptions,
  type ReasoningEffort,
  type ReasoningSettings,
  type RequestSettings,
  reasoningEfforts,
  unreadMembers,
} from '@penstock/providers';
import { parseUnread } from '../../generation/input/parse-provider-members.ts';
import { mostNames } from '../bounded.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The settings of a body, and its members that Penstock does not use. Empty ones are left out. */
export type ParsedSettings = { settings?: RequestSettings; providerOptions?: ProviderOptions };

const nothing: ParsedSettings = Object.freeze({});
const noSettings: RequestSettings = Object.freeze({});

/** Members that other code reads, and that providers of this protocol get too. */
const passed: ReadonlySet<string> = new Set([
  'n',
  'logprobs',
  'top_logprobs',
  'store',
  'metadata',
  'provider',
  'cache',
]);

/** Both are one setting if the first is true. */
const ofLogprobs: ReadonlySet<string> = new Set(['logprobs', 'top_logprobs']);

/** Members that set the reasoning, in the forms of several vendors. */
const ofReasoning: ReadonlySet<string> = new Set([
  'reasoning_effort',
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'chat_template_kwargs',
]);

/** Reads one member as a setting; null for an invalid value. */
const readers: Readonly<Record<string, (value: unknown) => RequestSettings | null>> = {
  parallel_tool_calls: (value) => (typeof value === 'boolean' ? { parallelToolCalls: value } : null),
  top_k: (value) => (typeof value === 'number' ? { topK: value } : null),
  min_p: (value) => (typeof value === 'number' ? { minP: value } : null),
  frequency_penalty: (value) => (typeof value === 'number' ? { frequencyPenalty: value } : null),
  presence_penalty: (value) => (typeof value === 'number' ? { presencePenalty: value } : null),
  logit_bias: (value) => (isNumbers(value) ? { logitBias: value } : null),
  service_tier: (value) => (typeof value === 'string' ? { serviceTier: value } : null),
  verbosity: (value) => (typeof value === 'string' ? { verbosity: value } : null),
  modalities: (value) => (isNames(value) ? { modalities: value } : null),
  user: (value) => (typeof value === 'string' ? { user: value } : null),
};

/** Reads the members that are not in `read`. Throws an `InputError` if they are too large. */
export function parseSettings(body: JsonObject, read: ReadonlySet<string>): ParsedSettings {
  let settings: RequestSettings = noSettings;
  const reasoning: [string, unknown][] = [];
  const unread: [string, unknown][] = [];
  for (const name of Object.keys(body)) {
    const value = body[name];
    if (passed.has(name) ? !isPassed(name, value) : read.has(name)) continue;
    if (body.logprobs === true && ofLogprobs.has(name)) continue;
    const setting = Object.hasOwn(readers, name) ? readers[name]?.(value) : null;
    if (setting != null) settings = { ...settings, ...setting };
    else if (ofReasoning.has(name)) reasoning.push([name, value]);
    else unread.push([name, value]);
  }
  const logprobs = body.logprobs === true ? { logprobs: countOf(body.top_logprobs) ?? 0 } : null;
  if (logprobs !== null) settings = { ...settings, ...logprobs };
  const asked = reasoning.length === 0 ? null : readReasoning(Object.fromEntries(reasoning));
  if (asked !== null) settings = { ...settings, reasoning: asked };
  else unread.push(...reasoning);
  if (settings === noSettings && unread.length === 0) return nothing;
  if (settings !== noSettings) parseUnread(settings as JsonObject, 'the settings');
  return {
    ...(settings !== noSettings && { settings }),
    ...(unread.length > 0 && {
      providerOptions: { [unreadMembers]: parseUnread(Object.fromEntries(unread), 'the body beyond its messages') },
    }),
  };
}

/**
 * OpenAI's `metadata` has only texts; other values stay in Penstock. A text in `provider` or `cache` is Penstock's own.
 */
function isPassed(name: string, value: unknown): boolean {
  if (name === 'provider' || name === 'cache') return isObject(value);
  if (name !== 'metadata') return value != null;
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string');
}

/** Null if no member sets the reasoning with a known value. */
function readReasoning(asWritten: JsonObject): ReasoningSettings | null {
  const { reasoning, thinking, chat_template_kwargs: template } = asWritten;
  const effort =
    effortOf(asWritten.reasoning_effort) ??
    effortOf(memberOf(reasoning, 'effort')) ??
    (memberOf(thinking, 'type') === 'disabled' ? 'none' : null) ??
    switched(asWritten.enable_thinking) ??
    switched(memberOf(reasoning, 'enabled')) ??
    switched(memberOf(template, 'enable_thinking')) ??
    switched(memberOf(template, 'thinking')) ??
    (['enabled', 'adaptive'].includes(String(memberOf(thinking, 'type'))) ? 'medium' : null);
  const budgetTokens =
    countOf(memberOf(reasoning, 'max_tokens')) ??
    countOf(memberOf(thinking, 'budget_tokens')) ??
    countOf(asWritten.thinking_budget);
  if (effort === null && budgetTokens === null) return null;
  const excluded = memberOf(reasoning, 'exclude');
  return {
    // A budget is more exact than the effort that stands for its presence.
    ...(effort !== null && (budgetTokens === null || effort === 'none') && { effort }),
    ...(budgetTokens !== null && effort !== 'none' && { budgetTokens }),
    ...(typeof excluded === 'boolean' && { summary: !excluded }),
    asWritten,
  };
}

function effortOf(value: unknown): ReasoningEffort | null {
  return reasoningEfforts.find((one) => one === value) ?? null;
}

/** The effort for a switch. */
function switched(value: unknown): ReasoningEffort | null {
  return typeof value === 'boolean' ? (value ? 'medium' : 'none') : null;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A list of at most `mostNames` texts. */
function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= mostNames && value.every((one) => typeof one === 'string');
}

function isNumbers(value: unknown): value is Readonly<Record<string, number>> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'number');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
