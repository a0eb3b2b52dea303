import type { AssistantMessage, ContentPart, ToolCallPart } from '../contract/message.ts';
import { ownState } from '../contract/provider-state.ts';
import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions, mentionsJson } from '../json/json-instructions.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';
import { splitAnswer } from '../messages/answer-texts.ts';
import { textOfFile } from '../messages/message-texts.ts';
import { toContent, toImageUrl } from '../messages/to-content.ts';
import { toArgumentsObject, toFunctionCall } from '../messages/to-function.ts';
import { withQuestion } from '../messages/with-question.ts';
import { cannotSend, type WriteContext, withOptions } from '../messages/write-context.ts';
import { writeMessages } from '../messages/write-messages.ts';

/** Writes the conversation in Cohere's form. Throws `BadRequestError` for a part that cannot be sent. */
export function toCohereMessages(request: ModelRequest, context: WriteContext): JsonObject[] {
  const messages = writeMessages(withQuestion(request.messages), context, {
    system: ({ text }) => ({ role: 'system', content: text }),
    user: ({ parts }, path) => ({
      role: 'user',
      content: toContent(parts, path, context, (part, partPath) => toPart(part, partPath, context)),
    }),
    assistant: (message, path) => toAssistantMessage(message, path, context),
    tool: ({ toolCallId }, text) => ({ role: 'tool', tool_call_id: toolCallId, content: text }),
  });
  if (request.responseFormat.type === 'json' && !mentionsJson(request)) {
    messages.unshift({ role: 'system', content: jsonInstructions });
  }
  if (request.prefill !== null) messages.push({ role: 'assistant', content: request.prefill });
  return messages;
}

function toPart(part: ContentPart, path: string, context: WriteContext): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return toImageUrl(part);
    case 'file': {
      const text = textOfFile(part);
      if (text !== null) return { type: 'text', text };
      throw cannotSend(context, path, 'files other than text');
    }
    case 'audio':
      throw cannotSend(context, path, 'audio');
    default:
      return part satisfies never;
  }
}

/** A plan is beside the calls; thinking is in the content. Text beside calls becomes their plan if there is none. */
function toAssistantMessage(message: AssistantMessage, path: string, context: WriteContext): JsonObject | null {
  const { text, reasoning, calls } = splitAnswer(message, path, context);
  let plan = '';
  const thinking: JsonObject[] = [];
  for (const part of reasoning) {
    if (calls.length > 0 && ownState(part.state, context)?.field === 'tool_plan') plan += part.text;
    else thinking.push({ type: 'thinking', thinking: part.text });
  }
  if (text === '' && calls.length === 0 && thinking.length === 0) return null;
  if (calls.length === 0) return { role: 'assistant', content: toAnswerContent(thinking, text) };
  const isTextPlan = plan === '' && thinking.length === 0;
  return {
    role: 'assistant',
    ...(isTextPlan ? text !== '' && { tool_plan: text } : plan !== '' && { tool_plan: plan }),
    ...(!isTextPlan && (text !== '' || thinking.length > 0) && { content: toAnswerContent(thinking, text) }),
    tool_calls: calls.map((call) => withOptions(toCohereCall(call), call.providerOptions, context)),
  };
}

/** The arguments must be the text of an object. */
function toCohereCall(call: ToolCallPart): JsonObject {
  const { arguments: text } = call;
  return toFunctionCall(
    parseObject(text) === null ? { ...call, arguments: JSON.stringify(toArgumentsObject(text)) } : call,
  );
}

function toAnswerContent(thinking: readonly JsonObject[], text: string): string | JsonObject[] {
  if (thinking.length === 0) return text;
  return text === '' ? [...thinking] : [...thinking, { type: 'text', text }];
}
