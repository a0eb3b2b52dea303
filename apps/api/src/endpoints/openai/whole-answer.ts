import { type ProviderState, refusalOf, type ToolCall } from '@penstock/providers';
import { countCalls, type Generation } from '../../generation/generation.ts';
import { isPlainText } from '../../generation/generation-request.ts';
import { bareJson } from '../../generation/mend-json.ts';
import { servedWarnings } from '../../generation/served-warnings.ts';
import { usdText } from '../answer-headers.ts';
import { toOpenaiFinishReason } from './finish-reason.ts';
import { toExtraContent, toStateMembers } from './state-members.ts';
import { toOpenaiUsage } from './usage.ts';

/** A `chat.completion` of a generation that has its answer. */
export function toChatCompletion(generation: Generation) {
  const { id, text, reasoning, toolCalls, parts, request } = generation;
  const stateOf = callStates(parts);
  // Clients parse the content as it is: what was forgiven around the JSON must not reach them.
  const content = isPlainText(request.call) ? text : bareJson(text);
  const refusal = refusalOf(parts);
  const images = toImages(parts);
  const isSaidElsewhere = toolCalls.length > 0 || refusal !== null || images.length > 0;
  return {
    id: completionId(id),
    object: 'chat.completion',
    created: Math.floor(generation.createdAtMs / 1000),
    model: generation.modelId,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content === '' && isSaidElsewhere ? null : content,
          refusal,
          ...(reasoning !== '' && { reasoning_content: reasoning }),
          ...(images.length > 0 && { images }),
          ...toStateMembers(parts),
          ...(toolCalls.length > 0 && { tool_calls: toolCalls.map((call) => toToolCall(call, stateOf.get(call.id))) }),
        },
        logprobs: null,
        finish_reason: toOpenaiFinishReason(generation.finishReason),
      },
    ],
    usage: toOpenaiUsage(generation.tokens),
    penstock: toPenstockFacts(generation),
  };
}

/** The images of an answer, as OpenRouter writes them. */
export function toImages(parts: Generation['parts']) {
  return parts.flatMap((part, index) => {
    if (part.type !== 'image') return [];
    const { image } = part;
    const url = image.type === 'url' ? image.url : `data:${image.mediaType};base64,${image.data}`;
    return [{ type: 'image_url', image_url: { url }, index }];
  });
}

/** The same for a client that gave `functions`: its call as `function_call`. */
export function toFunctionCompletion(generation: Generation) {
  const { choices, ...others } = toChatCompletion(generation);
  return {
    ...others,
    choices: choices.map((choice) => {
      const { tool_calls: [call] = [], ...message } = choice.message;
      if (call === undefined) return choice;
      return { ...choice, message: { ...message, function_call: call.function }, finish_reason: 'function_call' };
    }),
  };
}

/** The id of an answer in OpenAI's form. */
export function completionId(generationId: string): string {
  return `chatcmpl-${generationId}`;
}

/** What OpenAI's shape has no place for; `cost_usd` null: unpriced. */
export function toPenstockFacts({ id, modelId, attempts, cost, cacheStatus }: Generation) {
  const warnings = toChatWarnings(attempts);
  return {
    generation_id: id,
    model: modelId,
    attempts: countCalls(attempts),
    cost_usd: cost === null ? null : Number(usdText(cost.totalUsd)),
    ...(cacheStatus !== null && { cache_status: cacheStatus }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** What the model that served could not have as it was asked, with the names of this protocol. */
export function toChatWarnings(attempts: Generation['attempts']) {
  return servedWarnings(attempts).map(({ path, action, message }) => {
    const name = toMember(path);
    return { code: action.toUpperCase(), message: message.replace(`'${path}'`, `'${name}'`), path: name };
  });
}

const members: Readonly<Record<string, string>> = {
  'reasoning.effort': 'reasoning_effort',
  maxOutputTokens: 'max_tokens',
  providerOptions: 'body',
};

/** `parallel_tool_calls` for `parallelToolCalls`. The names of callers' own members stay as they are. */
function toMember(path: string): string {
  if (Object.hasOwn(members, path)) return members[path] ?? path;
  return /^[a-z]+(?:[A-Z][a-z]*)+$/.test(path) ? path.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`) : path;
}

function toToolCall({ id, name, arguments: text }: ToolCall, state: ProviderState | undefined) {
  const extra_content = toExtraContent(state);
  return { id, type: 'function', function: { name, arguments: text }, ...(extra_content && { extra_content }) };
}

/** What came with the calls of an answer for the next turn, by their ids. */
export function callStates(parts: Generation['parts']): ReadonlyMap<string, ProviderState> {
  const states = new Map<string, ProviderState>();
  for (const part of parts) {
    if (part.type === 'tool-call' && part.state !== undefined) states.set(part.id, part.state);
  }
  return states;
}
