import type { LanguageModelV4CallOptions, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import { effortOfBudget, type ReasoningSettings } from '../contract/settings.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { Warning } from '../contract/warning.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { warnOfLeftOut } from '../messages/left-out.ts';
import { withoutForeignBlocks } from '../messages/native-blocks.ts';
import { placeBreakpoints } from '../messages/place-breakpoints.ts';
import {
  convertSetting,
  dropPart,
  dropSetting,
  offeredTools,
  samplingOf,
  type WriteContext,
} from '../messages/write-context.ts';
import { type SdkRecipient, toSdkOptions } from './sdk-options.ts';
import { toPrompt } from './to-prompt.ts';

const honoured = new Set(['reasoning', 'topK', 'frequencyPenalty', 'presencePenalty', 'strict'] as const);

/** A request as the options of `doStream`, and warnings about adapted settings. */
export type WrittenCall = { options: LanguageModelV4CallOptions; warnings: readonly Warning[] };

/** Writes a request. Omits settings that the request does not set. The package warns of unsupported settings. */
export function toCallOptions(request: ModelRequest, signal: AbortSignal, recipient: SdkRecipient): WrittenCall {
  const context: WriteContext = { providerId: recipient.providerId, dialect: 'ai-sdk', warnings: [] };
  const options = writeOptions(request, signal, recipient, context);
  warnOfLeftOut(request, context, honoured);
  return { options, warnings: context.warnings };
}

function writeOptions(
  given: ModelRequest,
  signal: AbortSignal,
  recipient: SdkRecipient,
  context: WriteContext,
): LanguageModelV4CallOptions {
  const asked = { ...given, messages: withoutForeignBlocks(given.messages, context) };
  const request = recipient.takesCachePoints ? placeBreakpoints(asked) : asked;
  const { maxOutputTokens, stop, seed, toolChoice, settings } = request;
  const { temperature, topP } = samplingOf(request, context);
  const tools = toolChoice?.type === 'allowed' ? offeredTools(request) : request.tools;
  const providerOptions = requestOptions(request, recipient);
  if (recipient.takesCachePoints) warnOfMarkedTools(asked.tools, context);
  return {
    prompt: toPrompt(request, recipient),
    abortSignal: signal,
    ...(maxOutputTokens !== null && { maxOutputTokens }),
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { topP }),
    ...(settings?.topK !== undefined && { topK: settings.topK }),
    ...(settings?.frequencyPenalty !== undefined && { frequencyPenalty: settings.frequencyPenalty }),
    ...(settings?.presencePenalty !== undefined && { presencePenalty: settings.presencePenalty }),
    ...(settings?.reasoning !== undefined && toReasoning(settings.reasoning, context)),
    ...(stop.length > 0 && { stopSequences: [...stop] }),
    ...(seed !== null && { seed }),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => toSdkTool(tool, recipient)),
    }),
    ...(tools.length > 0 && toolChoice && { toolChoice: toSdkToolChoice(toolChoice) }),
    ...toFormat(request.responseFormat),
    ...(providerOptions !== null && { providerOptions }),
  };
}

/** The package writes cache points only in the conversation. */
function warnOfMarkedTools(tools: readonly Tool[], context: WriteContext): void {
  for (const [index, { cacheBreakpoint }] of tools.entries()) {
    if (cacheBreakpoint) dropPart(context, `tools.${index}.cacheBreakpoint`, 'a cache breakpoint after a tool');
  }
}

/** The request's options override the operator's. */
function requestOptions(
  { providerOptions, extraBody }: ModelRequest,
  recipient: SdkRecipient,
): SharedV4ProviderOptions | null {
  const own = toSdkOptions(providerOptions, undefined, recipient);
  if (extraBody === undefined) return own;
  // Both are JSON: from the policy, and from a caller.
  const extra = { ...extraBody, ...own?.[recipient.optionsName] } as JsonObject;
  return { ...own, [recipient.optionsName]: extra } as SharedV4ProviderOptions;
}

/** The package writes an effort in its provider's form. It supports no budget. */
function toReasoning(
  { effort, budgetTokens, summary }: ReasoningSettings,
  context: WriteContext,
): Pick<LanguageModelV4CallOptions, 'reasoning'> {
  if (summary !== undefined) dropSetting(context, 'reasoning.summary');
  if (budgetTokens === undefined) return effort === undefined ? {} : { reasoning: effort };
  const reasoning = effort ?? effortOfBudget(budgetTokens);
  convertSetting(context, 'reasoning.budgetTokens', `the effort '${reasoning}'`);
  return { reasoning };
}

function toSdkTool({ name, description, parameters, strict, providerOptions }: Tool, recipient: SdkRecipient) {
  const options = toSdkOptions(providerOptions, undefined, recipient);
  return {
    type: 'function' as const,
    name,
    ...(description !== null && { description }),
    inputSchema: parameters,
    ...(strict !== undefined && { strict }),
    ...(options !== null && { providerOptions: options }),
  };
}

function toSdkToolChoice(choice: ToolChoice): NonNullable<LanguageModelV4CallOptions['toolChoice']> {
  switch (choice.type) {
    case 'auto':
    case 'none':
    case 'required':
      return choice;
    case 'tool':
      return { type: 'tool', toolName: choice.name };
    case 'allowed':
      return { type: choice.mode };
    default:
      return choice satisfies never;
  }
}

function toFormat(format: ResponseFormat): Pick<LanguageModelV4CallOptions, 'responseFormat'> {
  switch (format.type) {
    case 'text':
      return {};
    case 'json':
      return { responseFormat: { type: 'json' } };
    case 'json-schema':
      return { responseFormat: { type: 'json', name: format.name, schema: format.schema } };
    default:
      return format satisfies never;
  }
}
