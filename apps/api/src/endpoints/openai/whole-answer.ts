import { customInput, customNames, type ProviderState, refusalOf, type Tool, type ToolCall } from '@penstock/providers';
import type { Generation } from '../../generation/generation.ts';
import { isPlainText } from '../../generation/generation-request.ts';
import { bareJson } from '../../generation/mend-json.ts';
import { memberNames, toPenstockFacts, toWarnings } from '../penstock-facts.ts';
import { toOpenaiFinishReason } from './finish-reason.ts';
import { servedAnnotations, servedLogprobs, servedMembers, withLogprobsWarning } from './served-members.ts';
import { toAudio } from './spoken-answer.ts';
import { toExtraContent, toStateMembers } from './state-members.ts';
import { toOpenaiUsage } from './usage.ts';

/** The `chat.completion` of a finished generation. */
export function toChatCompletion(generation: Generation) {
  const { id, text, reasoning, toolCalls, parts, request } = generation;
  const stateOf = callStates(parts);
  // Clients parse the content strictly, so they get JSON without the text that Penstock tolerated around it.
  const content = isPlainText(request.call) ? text : bareJson(text);
  const refusal = refusalOf(parts);
  const images = toImages(parts);
  const audio = toAudio(generation);
  const annotations = servedAnnotations(generation);
  const customs = customNames(toolsOf(generation));
  const isSaidElsewhere = toolCalls.length > 0 || refusal !== null || images.length > 0 || audio !== null;
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
          ...(audio !== null && { audio }),
          ...(annotations.length > 0 && { annotations }),
          ...toStateMembers(parts),
          ...(toolCalls.length > 0 && {
            tool_calls: toolCalls.map((call) => toToolCall(call, stateOf.get(call.id), customs.has(call.name))),
          }),
        },
        logprobs: toLogprobs(generation),
        finish_reason: toOpenaiFinishReason(generation.finishReason),
      },
    ],
    usage: toOpenaiUsage(generation.tokens),
    ...servedMembers(generation),
    penstock: toOpenaiFacts(generation),
  };
}

/** The functions and custom tools of a generation's request. */
function toolsOf({ request }: Generation): readonly Tool[] {
  return request.call.type === 'chat' ? request.call.tools : [];
}

/** Null if there are none; an empty list is null too. */
function toLogprobs(generation: Generation) {
  const logprobs = servedLogprobs(generation);
  if (logprobs === null) return null;
  const { content, refusal } = logprobs;
  return { content: content.length > 0 ? content : null, refusal: refusal.length > 0 ? refusal : null };
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

/** The answer for a client that gave `functions`: with its call as `function_call`. */
export function toFunctionCompletion(generation: Generation) {
  const { choices, ...others } = toChatCompletion(generation);
  return {
    ...others,
    choices: choices.map((choice) => {
      const { tool_calls: [call] = [], ...message } = choice.message;
      if (call === undefined || !('function' in call)) return choice;
      return { ...choice, message: { ...message, function_call: call.function }, finish_reason: 'function_call' };
    }),
  };
}

/** The id of an answer in OpenAI's form. */
export function completionId(generationId: string): string {
  return `chatcmpl-${generationId}`;
}

/** The names of settings in chats and embeddings. */
const nameOf = memberNames({
  'reasoning.effort': 'reasoning_effort',
  maxOutputTokens: 'max_tokens',
  providerOptions: 'body',
});

/** The facts that OpenAI's form cannot express, with the names of chats and embeddings. */
export function toOpenaiFacts(generation: Generation) {
  return toPenstockFacts({ ...generation, warnings: withLogprobsWarning(generation) }, nameOf);
}

/** The warnings of an answer, with the names of chats. */
export function toChatWarnings(generation: Generation) {
  return toWarnings(withLogprobsWarning(generation), nameOf);
}

function toToolCall({ id, name, arguments: text }: ToolCall, state: ProviderState | undefined, isCustom: boolean) {
  const extra_content = toExtraContent(state);
  if (isCustom) {
    const custom = { name, input: customInput(text) };
    return { id, type: 'custom', custom, ...(extra_content && { extra_content }) };
  }
  return { id, type: 'function', function: { name, arguments: text }, ...(extra_content && { extra_content }) };
}

/** The states of an answer's calls for the next turn, by their ids. */
export function callStates(parts: Generation['parts']): ReadonlyMap<string, ProviderState> {
  const states = new Map<string, ProviderState>();
  for (const part of parts) {
    if (part.type === 'tool-call' && part.state !== undefined) states.set(part.id, part.state);
  }
  return states;
}
