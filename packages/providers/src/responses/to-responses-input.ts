import { PrefillRefusedError } from '../contract/errors/prefill-refused-error.ts';
import type {
  AssistantMessage,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolMessage,
} from '../contract/message.ts';
import { isCallersOwn, ownState, stateInOpenAiForm } from '../contract/provider-state.ts';
import type { ModelRequest } from '../contract/request.ts';
import { type JsonObject, parseObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { customInput, customNames } from '../messages/custom-tool.ts';
import { textOfResult } from '../messages/message-texts.ts';
import { ownBlockOf, withoutForeignBlocks } from '../messages/native-blocks.ts';
import { toContent } from '../messages/to-content.ts';
import { toArgumentsObject } from '../messages/to-function.ts';
import { withQuestion } from '../messages/with-question.ts';
import { dropPart, type WriteContext, withOptions, withPartOptions } from '../messages/write-context.ts';
import { responsesPartWriter } from './to-responses-part.ts';

/** The conversation in the form of Responses: separate first instructions, and items. */
export type ResponsesInput = { instructions: string | null; input: readonly JsonObject[] };

type Tools = {
  context: WriteContext;
  isCustom: (name: string) => boolean;
  /** The role of instructions within the conversation. */
  role: string;
};

/** OpenAI's reasoning models use the role `developer` for instructions. */
export function roleOfInstructions({ traits }: Pick<ModelRequest, 'traits'>): string {
  return traits.thinksFirst ? 'developer' : 'system';
}

/**
 * Writes the conversation. Items are sent without ids, because nothing is stored and a provider would search for the
 * ids. Throws `PrefillRefusedError` for a text to continue, and `BadRequestError` for a part that cannot be sent.
 */
export function toResponsesInput(request: ModelRequest, context: WriteContext): ResponsesInput {
  if (request.prefill !== null) {
    const { providerId } = context;
    throw new PrefillRefusedError({
      providerId,
      message: `${providerId} cannot continue an assistant message: end the conversation with a user message.`,
    });
  }
  const customs = customNames(request.tools);
  const tools: Tools = { context, isCustom: (name) => customs.has(name), role: roleOfInstructions(request) };
  const messages = withQuestion(withoutForeignBlocks(request.messages, context));
  const [first] = messages;
  const instructions = first?.role === 'system' && first.providerOptions === undefined ? first.text : null;
  const input = messages.flatMap((message, index) =>
    index === 0 && instructions !== null ? [] : toItems(message, `messages.${index}`, tools),
  );
  return { instructions, input };
}

function toItems(message: Message, path: string, tools: Tools): readonly JsonObject[] {
  const { context } = tools;
  const written = (item: JsonObject): JsonObject => withOptions(item, message.providerOptions, context);
  switch (message.role) {
    case 'system':
      return [written({ role: tools.role, content: message.text })];
    case 'user': {
      const content = toContent(message.parts, path, context, responsesPartWriter(context));
      return [written({ role: 'user', content })];
    }
    case 'assistant':
      return toAnswerItems(message, path, tools).map(written);
    case 'tool':
      return [written(toResult(message, path, tools))];
    default:
      return message satisfies never;
  }
}

/**
 * The parts of an earlier answer, each as its item. OpenAI refuses reasoning without a following part of its answer.
 */
function toAnswerItems({ parts }: AssistantMessage, path: string, tools: Tools): readonly JsonObject[] {
  const items = parts.flatMap((part, index): readonly JsonObject[] => {
    const place = `${path}.parts.${index}`;
    const native = ownBlockOf(part, tools.context);
    if (native !== null) return [withoutId(native)];
    switch (part.type) {
      case 'text':
        return part.text === '' ? [] : [toMessage(part, tools)];
      case 'reasoning':
        return toReasoning(part, place, tools);
      case 'tool-call':
        return [withPartOptions(toCall(part, tools), part, tools.context)];
      case 'image':
      case 'file':
      case 'audio':
        dropPart(tools.context, place, `the ${part.type} of an earlier answer`);
        return [];
      default:
        return part satisfies never;
    }
  });
  const end = items.findLastIndex(({ type }) => type !== 'reasoning') + 1;
  return items.slice(0, end);
}

function toMessage(part: TextPart, { context }: Tools): JsonObject {
  const own = ownState(part.state, context);
  const annotations = readList(own?.annotations);
  const phase = readText(own?.phase);
  const content =
    part.isRefusal === true
      ? { type: 'refusal', refusal: part.text }
      : { type: 'output_text', text: part.text, ...(annotations.length > 0 && { annotations }) };
  return {
    type: 'message',
    role: 'assistant',
    content: [withPartOptions(content, part, context)],
    ...(phase !== null && { phase }),
  };
}

/** Only reasoning that the provider can read goes back: encrypted, or unencrypted from servers of open models. */
function toReasoning(part: ReasoningPart, path: string, { context }: Tools): readonly JsonObject[] {
  const own = ownState(part.state, context);
  const detailed = own === null ? fromDetails(part, context) : [];
  if (detailed.length > 0) return detailed;
  if (own === null && isCallersOwn(part)) dropPart(context, path, 'the reasoning of an earlier answer');
  const encrypted_content = readText(own?.encrypted_content);
  const isOpen = own?.field === 'content' && part.text !== '';
  if (encrypted_content === null && !isOpen) return [];
  const item = {
    type: 'reasoning',
    summary: isOpen || part.text === '' ? [] : [{ type: 'summary_text', text: part.text }],
    ...(isOpen && { content: [{ type: 'reasoning_text', text: part.text }] }),
    ...(encrypted_content !== null && { encrypted_content }),
  };
  return [withPartOptions(item, part, context)];
}

/** State that came back in the members of chat completions: Penstock's own form, and OpenRouter's. */
function fromDetails({ state }: ReasoningPart, context: WriteContext): readonly JsonObject[] {
  return readList(stateInOpenAiForm(state, context)?.reasoning_details).flatMap((item): readonly JsonObject[] => {
    const detail = readObject(item);
    const format = readText(detail?.format) ?? '';
    const own = format === context.dialect ? readObject(detail?.state)?.encrypted_content : null;
    const encrypted_content = readText(format.startsWith('openai-responses') ? detail?.data : own);
    if (encrypted_content === null) return [];
    const text = readText(detail?.text);
    const summary = text === null ? [] : [{ type: 'summary_text', text }];
    return [{ type: 'reasoning', summary, encrypted_content }];
  });
}

function withoutId({ id, ...item }: JsonObject): JsonObject {
  return item;
}

function toCall({ id: call_id, name, arguments: text, state }: ToolCallPart, tools: Tools): JsonObject {
  const namespace = readText(ownState(state, tools.context)?.namespace);
  const named = { call_id, name, ...(namespace !== null && { namespace }) };
  if (tools.isCustom(name)) return { type: 'custom_tool_call', ...named, input: customInput(text) };
  // A model may have written text that is not JSON.
  const args = parseObject(text) === null ? JSON.stringify(toArgumentsObject(text)) : text;
  return { type: 'function_call', ...named, arguments: args };
}

/** Text is sent as a string, which every server accepts. Images and files are sent as parts. */
function toResult(message: ToolMessage, path: string, { context, isCustom: isCustomTool }: Tools): JsonObject {
  const { toolCallId: call_id, toolName, parts, isError } = message;
  const type = isCustomTool(toolName) ? 'custom_tool_call_output' : 'function_call_output';
  if (parts.every((part) => part.type === 'text')) return { type, call_id, output: textOfResult(message) };
  const failure = isError ? [{ type: 'input_text', text: 'Error:' }] : [];
  const write = responsesPartWriter(context);
  const output = parts.map((part, index) => withPartOptions(write(part, `${path}.parts.${index}`), part, context));
  return { type, call_id, output: [...failure, ...output] };
}
