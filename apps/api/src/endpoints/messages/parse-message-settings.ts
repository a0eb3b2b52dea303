import {
  type ProviderOptions,
  type ReasoningEffort,
  type ReasoningSettings,
  type RequestSettings,
  reasoningEfforts,
  unreadOfAnthropic,
} from '@penstock/providers';
import { parseUnread } from '../../generation/input/parse-provider-members.ts';
import { type MessagesBody, messagesBody } from './messages-body.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The settings of a body, and its members that only this protocol has. Empty ones are left out. */
export type ParsedSettings = { settings?: RequestSettings; providerOptions?: ProviderOptions };

/** Members that other code reads. */
const read: ReadonlySet<string> = new Set(Object.keys(messagesBody.shape));

/** Anthropic's names of the tiers, mapped to those of the other protocols. */
const tiers: Readonly<Record<string, string>> = { auto: 'auto', standard_only: 'default' };

/** Reads the members beyond the conversation and the tools. `isSingle`: at most one tool call in an answer. */
export function parseMessageSettings(body: JsonObject, input: MessagesBody, isSingle: boolean): ParsedSettings {
  const reasoning = readReasoning(input);
  const tier = input.service_tier == null ? undefined : tiers[input.service_tier];
  const settings: RequestSettings = {
    ...(reasoning !== null && { reasoning }),
    ...(isSingle && { parallelToolCalls: false }),
    ...(input.top_k != null && { topK: input.top_k }),
    ...(tier !== undefined && { serviceTier: tier }),
  };
  const unread = unreadMembers(body, input);
  return {
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(unread !== null && { providerOptions: { [unreadOfAnthropic]: parseUnread(unread, 'the body') } }),
  };
}

/** `output_config` has the effort; `thinking` switches reasoning on or off and has its budget. */
function readReasoning({ thinking, output_config: config }: MessagesBody): ReasoningSettings | null {
  const effort = effortOf(config?.effort);
  if (thinking == null) return effort === null ? null : { effort };
  parseUnread(thinking, 'thinking');
  const isOff = thinking.type === 'disabled';
  const shown = thinking.display == null || isOff ? {} : { summary: thinking.display !== 'omitted' };
  if (isOff) return { effort: 'none', thinking };
  return {
    ...(effort !== null && { effort }),
    ...(thinking.budget_tokens != null && { budgetTokens: thinking.budget_tokens }),
    ...shown,
    thinking,
  };
}

function effortOf(word: string | null | undefined): ReasoningEffort | null {
  return reasoningEfforts.find((one) => one === word) ?? null;
}

/** The members that were not read; null for none. */
function unreadMembers(body: JsonObject, input: MessagesBody): JsonObject | null {
  const members = Object.entries(body).filter(([name, value]) => value != null && !read.has(name));
  const { metadata, service_tier: tier, output_config: config } = input;
  if (isTextsOnly(metadata)) members.push(['metadata', metadata]);
  if (tier != null && tiers[tier] === undefined) members.push(['service_tier', tier]);
  const { effort, format: _, ...rest } = config ?? {};
  const isEffortUnread = effort != null && (effortOf(effort) === null || input.thinking?.type === 'disabled');
  const output = { ...rest, ...(isEffortUnread && { effort }) };
  if (Object.keys(output).length > 0) members.push(['output_config', output]);
  return members.length === 0 ? null : Object.fromEntries(members);
}

/** Anthropic's `metadata` has only texts; other values stay in Penstock. */
function isTextsOnly(metadata: unknown): boolean {
  return (
    typeof metadata === 'object' && metadata !== null && Object.values(metadata).every((one) => typeof one === 'string')
  );
}
