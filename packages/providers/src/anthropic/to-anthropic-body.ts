import type { ModelRequest } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { warnOfLeftOut } from '../messages/left-out.ts';
import {
  clampSetting,
  dropSetting,
  offeredTools,
  samplingOf,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
  withPartOptions,
} from '../messages/write-context.ts';
import { type AnswerFormat, answerToolName } from './answer-format.ts';
import { type AnthropicConversation, toAnthropicMessages } from './to-anthropic-messages.ts';
import { type Thinking, toThinking } from './to-thinking.ts';

const honoured = new Set(['reasoning', 'parallelToolCalls', 'topK', 'serviceTier', 'user', 'strict'] as const);

/** Writes the body of a streamed messages call. The protocol has no `seed`. */
export function toAnthropicBody(request: ModelRequest, format: AnswerFormat, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'anthropic', takesCacheControl: true, warnings: [] };
  const body = writeBody(request, format, context);
  warnOfLeftOut(request, context, honoured);
  return { body: withBodyOptions(body, request, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, format: AnswerFormat, context: WriteContext): JsonObject {
  const { system, turns } = toAnthropicMessages(request.messages, context);
  const systemContent = withInstructions(system, format.instructions);
  const tools = withNativeTools(toTools(request, format, context), request);
  if (request.seed !== null) dropSetting(context, 'seed');
  const maxTokens = request.maxOutputTokens ?? request.traits.fallbackMaxOutputTokens;
  const think = toThinking(request, { maxTokens, turns }, context);
  const outputConfig = toOutputConfig(format, think);
  return {
    model: request.model,
    max_tokens: maxTokens,
    messages: request.prefill === null ? turns : [...turns, toPrefillTurn(request.prefill)],
    stream: true,
    ...(systemContent.length > 0 && { system: systemContent }),
    ...toSampling(request, isThinking(think), context),
    ...(think.thinking && { thinking: think.thinking }),
    ...toSettings(request, context),
    ...(request.stop.length > 0 && { stop_sequences: request.stop }),
    ...(tools.length > 0 && { tools }),
    ...toToolChoice(request, format),
    ...(outputConfig && { output_config: outputConfig }),
  };
}

function withInstructions(
  system: AnthropicConversation['system'],
  instructions: string | null,
): AnthropicConversation['system'] {
  if (instructions === null) return system;
  if (typeof system !== 'string') return [{ type: 'text', text: instructions }, ...system];
  return system === '' ? instructions : `${instructions}\n\n${system}`;
}

/** White space that the API refuses at the end of the text to continue. */
export function trailingSpaceOf(prefill: string): string {
  return prefill.slice(prefill.trimEnd().length);
}

function toPrefillTurn(prefill: string): JsonObject {
  return { role: 'assistant', content: prefill.trimEnd() };
}

function toOutputConfig({ outputSchema }: AnswerFormat, { effort }: Thinking): JsonObject | null {
  if (outputSchema === null && effort === null) return null;
  return {
    ...(outputSchema && { format: { type: 'json_schema', schema: outputSchema } }),
    ...(effort !== null && { effort }),
  };
}

function isThinking({ thinking }: Thinking): boolean {
  return thinking !== null && thinking.type !== 'disabled';
}

/**
 * Anthropic's scale ends at 1, and newer models accept temperature or top-p, not both. A thinking model accepts
 * neither, nor top-k. A request from Anthropic's own protocol keeps them.
 */
function toSampling(request: ModelRequest, isThinking: boolean, context: WriteContext): JsonObject {
  if (request.writtenIn === 'anthropic') return toOwnSampling(request, context);
  const given = isThinking ? { ...request, traits: { ...request.traits, sampling: false } } : request;
  const { temperature, topP } = samplingOf(given, context);
  const topK = request.settings?.topK;
  if (isThinking && topK !== undefined) dropSetting(context, 'topK');
  if (temperature !== null && topP !== null) dropSetting(context, 'topP');
  return {
    ...(temperature !== null && { temperature: clampSetting(context, 'temperature', temperature, 1) }),
    ...(temperature === null && topP !== null && { top_p: topP }),
    ...(!isThinking && topK !== undefined && { top_k: topK }),
  };
}

function toOwnSampling(request: ModelRequest, context: WriteContext): JsonObject {
  const { temperature, topP } = samplingOf(request, context);
  const topK = request.settings?.topK;
  return {
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
  };
}

/** OpenAI's names of tiers that Anthropic also has. */
const tiers: Readonly<Record<string, string>> = {
  auto: 'auto',
  default: 'standard_only',
  standard_only: 'standard_only',
};

function toSettings({ settings }: ModelRequest, context: WriteContext): JsonObject {
  if (settings === undefined) return {};
  const { serviceTier, user } = settings;
  const tier = serviceTier === undefined || !Object.hasOwn(tiers, serviceTier) ? undefined : tiers[serviceTier];
  if (serviceTier !== undefined && tier === undefined) dropSetting(context, 'serviceTier');
  return {
    ...(tier !== undefined && { service_tier: tier }),
    ...(user !== undefined && { metadata: { user_id: user } }),
  };
}

function toTools(request: ModelRequest, format: AnswerFormat, context: WriteContext): JsonObject[] {
  const offered = request.toolChoice?.type === 'allowed' ? offeredTools(request) : request.tools;
  const tools = offered.map((tool) => withPartOptions(toAnthropicTool(tool), tool, context));
  if (format.answerToolSchema === null) return tools;
  const description = 'Gives the final answer. Call it exactly once, with the whole answer.';
  return [...tools, { name: answerToolName, description, input_schema: format.answerToolSchema }];
}

/** The tools that only this protocol has, each in its place. */
function withNativeTools(tools: readonly JsonObject[], { nativeTools = [] }: ModelRequest): readonly JsonObject[] {
  const written = [...tools];
  for (const { dialect, index, value } of nativeTools) if (dialect === 'anthropic') written.splice(index, 0, value);
  return written;
}

function toAnthropicTool(tool: Tool): JsonObject {
  const { name, description, parameters, strict } = tool;
  return {
    name,
    ...(description !== null && { description }),
    ...(strict === true && { strict }),
    input_schema: { type: 'object', ...parameters },
  };
}

function toToolChoice(request: ModelRequest, format: AnswerFormat): JsonObject {
  if (format.answerToolSchema !== null) {
    const choice = request.tools.length > 0 ? { type: 'any' } : { type: 'tool', name: answerToolName };
    return { tool_choice: { ...choice, disable_parallel_tool_use: true } };
  }
  const { toolChoice, settings } = request;
  const tools = [...request.tools, ...(request.nativeTools ?? []).filter(({ dialect }) => dialect === 'anthropic')];
  const isSingle = settings?.parallelToolCalls === false && toolChoice?.type !== 'none';
  if (tools.length === 0 || (toolChoice === null && !isSingle)) return {};
  const choice = toAnthropicToolChoice(toolChoice ?? { type: 'auto' });
  return { tool_choice: isSingle ? { ...choice, disable_parallel_tool_use: true } : choice };
}

function toAnthropicToolChoice(choice: ToolChoice): JsonObject {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return { type: choice.type };
    case 'required':
      return { type: 'any' };
    case 'tool':
      return { type: 'tool', name: choice.name };
    case 'allowed':
      return { type: choice.mode === 'required' ? 'any' : 'auto' };
    default:
      return choice satisfies never;
  }
}
