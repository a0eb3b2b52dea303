import type { ModelRequest } from '../contract/request.ts';
import { budgetOfEffort, type ReasoningSettings } from '../contract/settings.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { warnOfLeftOut } from '../messages/left-out.ts';
import { toFunction } from '../messages/to-function.ts';
import {
  clampSetting,
  convertSetting,
  dropSetting,
  offeredTools,
  samplingOf,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
  withOptions,
} from '../messages/write-context.ts';
import { toCohereMessages } from './to-cohere-messages.ts';

const honoured = new Set(['reasoning', 'topK', 'frequencyPenalty', 'presencePenalty', 'strict'] as const);

/** Writes the body of a streamed call of `/v2/chat`. */
export function toCohereBody(request: ModelRequest, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'cohere', warnings: [] };
  const body = writeBody(request, context);
  warnOfLeftOut(request, context, honoured);
  return { body: withBodyOptions(body, request, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, context: WriteContext): JsonObject {
  const { maxOutputTokens, stop, seed } = request;
  const { temperature, topP } = samplingOf(request, context);
  const tools = offeredTools(request);
  return {
    model: request.model,
    messages: toCohereMessages(request, context),
    stream: true,
    ...(maxOutputTokens !== null && { max_tokens: maxOutputTokens }),
    // Cohere's scales: temperature ends at 1, p at 0.99.
    ...(temperature !== null && { temperature: clampSetting(context, 'temperature', temperature, 1) }),
    ...(topP !== null && { p: clampSetting(context, 'topP', topP, 0.99, 0.01) }),
    ...(stop.length > 0 && { stop_sequences: stop }),
    ...(seed !== null && { seed }),
    ...toSettings(request, context),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => withOptions(toFunction(tool), tool.providerOptions, context)),
    }),
    ...(tools.some((tool) => tool.strict === true) && { strict_tools: true }),
    ...(tools.length > 0 && toToolChoice(request)),
    ...toFormat(request),
  };
}

/** Cohere's scale of penalties is 0 to 1. */
function toSettings({ settings }: ModelRequest, context: WriteContext): JsonObject {
  if (settings === undefined) return {};
  const { topK, frequencyPenalty, presencePenalty } = settings;
  return {
    ...toThinking(settings.reasoning, context),
    ...(topK !== undefined && { k: clampSetting(context, 'topK', topK, 500) }),
    ...(frequencyPenalty !== undefined && {
      frequency_penalty: clampSetting(context, 'frequencyPenalty', frequencyPenalty, 1),
    }),
    ...(presencePenalty !== undefined && {
      presence_penalty: clampSetting(context, 'presencePenalty', presencePenalty, 1),
    }),
  };
}

function toThinking(reasoning: ReasoningSettings | undefined, context: WriteContext): JsonObject {
  if (reasoning === undefined) return {};
  const { effort, budgetTokens, summary } = reasoning;
  if (summary === false) dropSetting(context, 'reasoning.summary');
  if (effort === undefined && budgetTokens === undefined) return {};
  const token_budget = budgetTokens ?? budgetOfEffort(effort ?? 'none');
  if (token_budget === 0) return { thinking: { type: 'disabled' } };
  if (budgetTokens === undefined) convertSetting(context, 'reasoning.effort', `a budget of ${token_budget} tokens`);
  return { thinking: { type: 'enabled', token_budget } };
}

/** Cohere cannot require a certain tool. So only that tool is offered, and a call is required. */
function toToolChoice({ toolChoice }: ModelRequest): JsonObject {
  if (toolChoice === null || toolChoice.type === 'auto') return {};
  if (toolChoice.type === 'allowed' && toolChoice.mode === 'auto') return {};
  return { tool_choice: toolChoice.type === 'none' ? 'NONE' : 'REQUIRED' };
}

function toFormat({ responseFormat }: ModelRequest): JsonObject {
  switch (responseFormat.type) {
    case 'text':
      return {};
    case 'json':
      return { response_format: { type: 'json_object' } };
    case 'json-schema':
      return { response_format: { type: 'json_object', json_schema: responseFormat.schema } };
    default:
      return responseFormat satisfies never;
  }
}
