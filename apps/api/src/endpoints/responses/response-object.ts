import {
  answerTokens,
  isCustomTool,
  promptTokens,
  type ResponseFormat,
  type TokenLogprob,
  type TokenUsage,
  type Tool,
  type ToolChoice,
  totalTokens,
} from '@penstock/providers';
import type { ChatCall } from '@penstock/router';
import { errorCodes } from '../../errors/error-codes.ts';
import { isCutJson } from '../../generation/cut-json.ts';
import type { Generation } from '../../generation/generation.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import { servedLogprobs, withLogprobsWarning } from '../openai/served-members.ts';
import { memberNames, toPenstockFacts } from '../penstock-facts.ts';
import type { RequestEcho } from './request-echo.ts';
import { responseId } from './response-ids.ts';
import { toItems } from './response-items.ts';

/** The status of a response. */
export type ResponseStatus = 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** The response for an answer. `echo`: of its request; null if it is no longer known. */
export function toResponse(answer: KnownAnswer, echo: RequestEcho | null, logprobs: readonly TokenLogprob[] = []) {
  const status = statusOf(answer);
  const output = toItems(answer, logprobs).map(({ item }) => item);
  const { modelId, tokens } = answer;
  const error = status === 'failed' ? toError(answer) : null;
  return responseOf(answer, echo, { status, output, modelId, usage: status === 'in_progress' ? null : tokens, error });
}

/** The response for an answer of this request, with the member `penstock`. */
export function toFullResponse(generation: Generation, echo: RequestEcho | null) {
  const logprobs = servedLogprobs(generation)?.content;
  return { ...toResponse(asAnswer(generation), echo, logprobs), penstock: penstockOf(generation, echo) };
}

/** The answer of a generation of this endpoint, whose call is a chat. */
export function asAnswer(generation: Generation): KnownAnswer {
  return generation as Generation & KnownAnswer;
}

/** The member `penstock` of a response. */
export function penstockOf(generation: Generation, echo: RequestEcho | null) {
  const facts = toPenstockFacts({ ...generation, warnings: withLogprobsWarning(generation) }, memberName);
  const warnings = [...(echo?.warnings ?? []), ...(facts.warnings ?? [])];
  return { ...facts, ...(warnings.length > 0 && { warnings }) };
}

/** The state of a response at one moment. */
export type ResponseMoment = {
  status: ResponseStatus;
  output: readonly object[];
  modelId: string | null;
  /** Null while it is unknown. */
  usage: TokenUsage | null;
  error: { code: string; message: string } | null;
};

/** The members of a response, in OpenAI's order. */
export function responseOf(
  answer: Pick<KnownAnswer, 'id' | 'createdAtMs' | 'settledAtMs' | 'finishReason' | 'request'>,
  echo: RequestEcho | null,
  { status, output, modelId, usage, error }: ResponseMoment,
) {
  const { call, thread, caller } = answer.request;
  const own = call.messages.slice(0, thread?.ownMessages ?? 0);
  const instructions = own.flatMap((message) => (message.role === 'system' ? message.text : [])).join('\n\n');
  return {
    id: responseId(answer.id),
    object: 'response',
    created_at: Math.floor(answer.createdAtMs / 1000),
    status,
    access_programs: null,
    background: answer.request.delivery.isDetached,
    completed_at: status === 'completed' && answer.settledAtMs !== null ? Math.floor(answer.settledAtMs / 1000) : null,
    error,
    incomplete_details: status === 'incomplete' ? { reason: incompleteReason(answer) } : null,
    instructions: instructions === '' ? null : instructions,
    max_output_tokens: call.maxOutputTokens,
    max_tool_calls: null,
    metadata: isObject(caller.metadata) ? caller.metadata : {},
    model: modelId,
    output,
    parallel_tool_calls: call.settings?.parallelToolCalls ?? true,
    previous_response_id: thread?.previousId == null ? null : responseId(thread.previousId),
    prompt_cache_key: echo?.promptCacheKey ?? null,
    reasoning: { effort: call.settings?.reasoning?.effort ?? null, summary: echo?.summary ?? null },
    safety_identifier: echo?.safetyIdentifier ?? null,
    service_tier: call.settings?.serviceTier ?? 'default',
    store: echo?.store ?? true,
    temperature: call.temperature ?? 1,
    text: {
      format: toFormat(call.responseFormat),
      ...(call.settings?.verbosity && { verbosity: call.settings.verbosity }),
    },
    tool_choice: call.toolChoice === null ? 'auto' : toChoice(call.toolChoice, call),
    tools: toTools(call),
    top_logprobs: echo?.topLogprobs ?? 0,
    top_p: call.topP ?? 1,
    truncation: echo?.truncation ?? 'disabled',
    usage: usage === null ? null : toUsage(usage),
    user: call.settings?.user ?? null,
  };
}

/** Tokens as this protocol counts them: cached ones within the input, reasoning within the output. */
function toUsage(tokens: TokenUsage) {
  return {
    input_tokens: promptTokens(tokens),
    input_tokens_details: { cached_tokens: tokens.cachedInputTokens, cache_write_tokens: tokens.cacheWriteTokens },
    output_tokens: answerTokens(tokens),
    output_tokens_details: { reasoning_tokens: tokens.reasoningTokens },
    total_tokens: totalTokens(tokens),
  };
}

export function statusOf(answer: Pick<KnownAnswer, 'status' | 'finishReason' | 'failure'>): ResponseStatus {
  switch (answer.status) {
    case 'RUNNING':
      return 'in_progress';
    case 'COMPLETED':
      return answer.finishReason === 'length' || answer.finishReason === 'content-filter' ? 'incomplete' : 'completed';
    case 'FAILED':
      return isCutJson(answer) ? 'incomplete' : 'failed';
    case 'CANCELLED':
      return 'cancelled';
    default:
      return answer.status satisfies never;
  }
}

/** A failure after the response began, with the error code of this protocol. */
function toError({ failure }: Pick<KnownAnswer, 'failure'>) {
  const { code, message } = failure ?? { code: 'CANCELLED' as const, message: 'The response was cancelled.' };
  return { code: errorCodes[code].responses, message };
}

function incompleteReason({ finishReason }: Pick<KnownAnswer, 'finishReason'>): string {
  return finishReason === 'content-filter' ? 'content_filter' : 'max_output_tokens';
}

/** The names of settings in this protocol. */
const memberName = memberNames({
  'reasoning.effort': 'reasoning.effort',
  maxOutputTokens: 'max_output_tokens',
  verbosity: 'text.verbosity',
  responseFormat: 'text.format',
  providerOptions: 'body',
  logprobs: 'message.output_text.logprobs',
});

function toFormat(format: ResponseFormat) {
  switch (format.type) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema':
      return {
        type: 'json_schema',
        name: format.name,
        schema: format.schema,
        strict: format.strict ?? true,
        description: format.description ?? null,
      };
    default:
      return format satisfies never;
  }
}

function toTools({ tools, nativeTools = [] }: ChatCall): readonly object[] {
  const written: object[] = tools.map(toTool);
  for (const { index, value } of nativeTools) written.splice(index, 0, value);
  return written;
}

function toTool(tool: Tool) {
  const { name, description, parameters, strict, custom } = tool;
  if (isCustomTool(tool)) {
    const own = custom?.description === undefined ? description : custom.description;
    return { type: 'custom', name, description: own, format: custom?.format ?? { type: 'text' } };
  }
  return { type: 'function', name, description, parameters, strict: strict ?? false };
}

function toChoice(choice: ToolChoice, call: ChatCall) {
  const named = (name: string) => {
    const tool = call.tools.find((one) => one.name === name);
    return { type: tool !== undefined && isCustomTool(tool) ? 'custom' : 'function', name };
  };
  if (choice.type === 'tool') return named(choice.name);
  if (choice.type === 'allowed') return { type: 'allowed_tools', mode: choice.mode, tools: choice.names.map(named) };
  return choice.type;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
