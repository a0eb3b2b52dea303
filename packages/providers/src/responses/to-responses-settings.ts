import type { ModelRequest } from '../contract/request.ts';
import { effortOfBudget, type ReasoningSettings } from '../contract/settings.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { convertSetting, type WriteContext } from '../messages/write-context.ts';

/** Writes the settings that this protocol has a member for. */
export function toResponsesSettings({ settings, tools }: ModelRequest, context: WriteContext): JsonObject {
  if (settings === undefined) return {};
  const { reasoning, parallelToolCalls, serviceTier, logprobs, user } = settings;
  const written = reasoning === undefined ? {} : toReasoning(reasoning, context);
  return {
    ...(Object.keys(written).length > 0 && { reasoning: written }),
    // OpenAI refuses it without tools.
    ...(parallelToolCalls !== undefined && tools.length > 0 && { parallel_tool_calls: parallelToolCalls }),
    ...(serviceTier !== undefined && { service_tier: serviceTier }),
    ...(logprobs !== undefined && logprobs > 0 && { top_logprobs: logprobs }),
    ...(user !== undefined && { user }),
  };
}

function toReasoning(settings: ReasoningSettings, context: WriteContext): JsonObject {
  const { budgetTokens, summary, summaryForm } = settings;
  const effort = settings.effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens));
  if (budgetTokens !== undefined) convertSetting(context, 'reasoning.budgetTokens', `the effort '${effort}'`);
  return {
    ...(effort !== undefined && { effort }),
    ...(summary === true && { summary: summaryForm ?? 'auto' }),
  };
}
