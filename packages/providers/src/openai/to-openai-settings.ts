import type { ModelRequest } from '../contract/request.ts';
import { budgetOfEffort, effortOfBudget, type ReasoningSettings } from '../contract/settings.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { convertSetting, type WriteContext } from '../messages/write-context.ts';
import type { OpenAiDialect } from './dialect.ts';

/** Writes the settings that not every protocol has. This protocol has a member for all of them. */
export function toOpenAiSettings(
  { settings, tools }: ModelRequest,
  dialect: OpenAiDialect,
  context: WriteContext,
): JsonObject | null {
  if (settings === undefined) return null;
  const { reasoning, parallelToolCalls, topK, minP, frequencyPenalty, presencePenalty } = settings;
  const { logitBias, serviceTier, verbosity, modalities, logprobs, user } = settings;
  return {
    ...(reasoning !== undefined && toReasoningMembers(reasoning, dialect, context)),
    // OpenAI refuses it without tools.
    ...(parallelToolCalls !== undefined && tools.length > 0 && { parallel_tool_calls: parallelToolCalls }),
    ...(topK !== undefined && { top_k: topK }),
    ...(minP !== undefined && { min_p: minP }),
    ...(frequencyPenalty !== undefined && { frequency_penalty: frequencyPenalty }),
    ...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
    ...(logitBias !== undefined && { logit_bias: logitBias }),
    ...(serviceTier !== undefined && { service_tier: serviceTier }),
    ...(verbosity !== undefined && { verbosity }),
    ...(modalities !== undefined && { modalities }),
    ...(logprobs !== undefined && { logprobs: true, ...(logprobs > 0 && { top_logprobs: logprobs }) }),
    ...(user !== undefined && { user }),
  };
}

/** Members of this protocol stay unchanged. A server that needs its own form gets it in addition. */
function toReasoningMembers(reasoning: ReasoningSettings, dialect: OpenAiDialect, context: WriteContext): JsonObject {
  const { asWritten } = reasoning;
  if (asWritten === undefined) return { ...toEffort(reasoning, dialect, context), ...toSwitch(reasoning, dialect) };
  return { ...toSwitch(reasoning, dialect), ...asWritten };
}

function toEffort(
  { effort, budgetTokens, summary }: ReasoningSettings,
  { reasoningForm }: OpenAiDialect,
  context: WriteContext,
): JsonObject {
  if (reasoningForm === 'reasoning') {
    const amount = budgetTokens === undefined ? { effort } : { max_tokens: budgetTokens };
    const isSaid = budgetTokens !== undefined || effort !== undefined;
    return { reasoning: { ...(isSaid && amount), ...(summary !== undefined && { exclude: !summary }) } };
  }
  if (summary === true) {
    const message = `${context.providerId} decides by itself whether it shows its reasoning.`;
    context.warnings.push({ path: 'reasoning.summary', action: 'dropped', message });
  }
  if (reasoningForm === 'enable-thinking') return {};
  if (budgetTokens === undefined) return effort === undefined ? {} : { reasoning_effort: effort };
  const nearest = effort ?? effortOfBudget(budgetTokens);
  convertSetting(context, 'reasoning.budgetTokens', `the effort '${nearest}'`);
  return { reasoning_effort: nearest };
}

/** The switch of servers that have one in addition to the effort, or instead of it. */
function toSwitch({ effort, budgetTokens }: ReasoningSettings, { reasoningForm }: OpenAiDialect): JsonObject {
  if (effort === undefined && budgetTokens === undefined) return {};
  const isOn = budgetTokens === undefined ? effort !== 'none' : budgetTokens > 0;
  switch (reasoningForm) {
    case 'effort':
    case 'reasoning':
      return {};
    case 'thinking':
      return { thinking: { type: isOn ? 'enabled' : 'disabled' } };
    case 'enable-thinking': {
      const budget = budgetTokens ?? budgetOfEffort(effort ?? 'none');
      return { enable_thinking: isOn, ...(isOn && { thinking_budget: budget }) };
    }
    case 'chat-template':
      return { chat_template_kwargs: { enable_thinking: isOn } };
    default:
      return reasoningForm satisfies never;
  }
}
