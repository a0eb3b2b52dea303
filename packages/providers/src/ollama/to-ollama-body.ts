import { ownOptions } from '../contract/provider-options.ts';
import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import { effortOfBudget, nearestEffort, type ReasoningEffort } from '../contract/settings.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';
import { warnOfLeftOut } from '../messages/left-out.ts';
import {
  convertSetting,
  dropSetting,
  offeredTools,
  samplingOf,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
  withOptions,
} from '../messages/write-context.ts';
import { contextWindowFor, type WindowSettings } from './context-window.ts';
import { toOllamaMessages } from './to-ollama-messages.ts';

const honoured = new Set(['reasoning', 'topK', 'minP', 'frequencyPenalty', 'presencePenalty', 'logprobs'] as const);

/**
 * Writes the body of a streamed call of `/api/chat`. Ollama has no tool choice: for `none` no tool is sent, for a name
 * only that tool, and a call cannot be enforced. Throws `BadRequestError` for an image by address, which Ollama does
 * not fetch, and for a part without a field. `loaded`: the present window of the model, if it is known.
 */
export function toOllamaBody(
  request: ModelRequest,
  providerId: string,
  window: WindowSettings = { numCtx: null, maxNumCtx: null },
  loaded: number | null = null,
): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'ollama', warnings: [] };
  const body = writeBody(request, contextWindowFor(request, window, loaded), context);
  warnOfLeftOut(request, context, honoured);
  const { providerOptions, extraBody } = request;
  const options = withModelOptions(ownOptions(providerOptions, context));
  const extra = extraBody === undefined ? undefined : withModelOptions(extraBody);
  const added = { ...(options && { providerOptions: { ollama: options } }), ...(extra && { extraBody: extra }) };
  return { body: withBodyOptions(body, added, context), warnings: context.warnings };
}

/** The members of a body besides the model's own options, which are in `options`. */
const bodyMembers: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'options',
  'format',
  'tools',
  'think',
  'keep_alive',
  'logprobs',
  'top_logprobs',
  'truncate',
  'shift',
]);

/**
 * Callers write the model's options as Ollama documents them, for example `num_ctx`, without the object around them.
 */
function withModelOptions(own: JsonObject | null): JsonObject | undefined {
  if (own === null) return undefined;
  const entries = Object.entries(own);
  const outside = entries.filter(([name]) => bodyMembers.has(name));
  const inside = entries.filter(([name]) => !bodyMembers.has(name));
  const options = { ...readObject(own.options), ...Object.fromEntries(inside) };
  return { ...Object.fromEntries(outside), ...(Object.keys(options).length > 0 && { options }) };
}

function writeBody(request: ModelRequest, num_ctx: number | null, context: WriteContext): JsonObject {
  const tools = request.toolChoice?.type === 'none' ? [] : offeredTools(request);
  const options = { ...toOptions(request, context), ...(num_ctx !== null && { num_ctx }) };
  const think = toThink(request, context);
  const format = toFormat(request.responseFormat);
  const logprobs = request.settings?.logprobs;
  if (request.tools.length > 0 && isRequired(request.toolChoice)) {
    const message = `${context.providerId} cannot require a tool call; the model chooses.`;
    context.warnings.push({ path: 'toolChoice', action: 'dropped', message });
  }
  return {
    model: request.model,
    messages: toOllamaMessages(request, context),
    stream: true,
    // Without it Ollama cuts a prompt that exceeds the window, without an error.
    truncate: false,
    ...(tools.length > 0 && {
      tools: tools.map((tool) => withOptions(toOllamaTool(tool), tool.providerOptions, context)),
    }),
    ...(format !== null && { format }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(think !== null && { think }),
    ...(logprobs !== undefined && { logprobs: true, ...(logprobs > 0 && { top_logprobs: logprobs }) }),
  };
}

function isRequired(choice: ToolChoice | null): boolean {
  return choice?.type === 'required' || (choice?.type === 'allowed' && choice.mode === 'required');
}

/** The models with levels of thinking. The others can only switch it on and off. */
const withLevels = /gpt-oss/;
const levels: readonly ReasoningEffort[] = ['low', 'medium', 'high'];

/** Null for the default. Models without thinking refuse the member. */
function toThink({ model, traits, settings }: ModelRequest, context: WriteContext): boolean | string | null {
  const { effort, budgetTokens, summary } = settings?.reasoning ?? {};
  if (summary === false) dropSetting(context, 'reasoning.summary');
  if (effort === undefined && budgetTokens === undefined) return traits.thinksFirst ? true : null;
  const wanted = effort ?? effortOfBudget(budgetTokens ?? 0);
  const level = withLevels.test(model) ? (nearestEffort(wanted, levels) ?? 'low') : wanted !== 'none';
  const isExact = level === effort || (effort === 'none' && level === false);
  if (!isExact)
    convertSetting(context, `reasoning.${effort === undefined ? 'budgetTokens' : 'effort'}`, `think: ${level}`);
  return level;
}

function toOllamaTool(tool: Tool): JsonObject {
  const { name, description, parameters } = tool;
  return { type: 'function', function: { name, description: description ?? '', parameters } };
}

function toOptions(request: ModelRequest, context: WriteContext): JsonObject {
  const { maxOutputTokens, stop, seed, settings } = request;
  const { temperature, topP } = samplingOf(request, context);
  return {
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...(settings?.topK !== undefined && { top_k: settings.topK }),
    ...(settings?.minP !== undefined && { min_p: settings.minP }),
    ...(settings?.frequencyPenalty !== undefined && { frequency_penalty: settings.frequencyPenalty }),
    ...(settings?.presencePenalty !== undefined && { presence_penalty: settings.presencePenalty }),
    ...(maxOutputTokens !== null && { num_predict: maxOutputTokens }),
    ...(stop.length > 0 && { stop }),
    ...(seed !== null && { seed }),
  };
}

function toFormat(format: ResponseFormat): string | JsonObject | null {
  switch (format.type) {
    case 'text':
      return null;
    case 'json':
      return 'json';
    case 'json-schema':
      return format.schema;
    default:
      return format satisfies never;
  }
}
