import {
  type AssistantPart,
  customArguments,
  type Message,
  nativePart,
  type ProviderState,
  type ToolResultPart,
} from '@penstock/providers';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { parseStateObject } from '../../generation/input/parse-provider-members.ts';
import type { InputItem, InputPart, ItemOf } from './input-item.ts';
import { ownDialect, unclaimedState } from './own-members.ts';
import { parsePart } from './parse-part.ts';
import type { RequestWarning } from './request-echo.ts';
import { longestForeign, openState } from './sealed-state.ts';

/** Finds the part of a stored item by the id of the item. */
export type FindPart = (itemId: string) => AssistantPart | undefined;

type Tools = {
  findPart: FindPart;
  /** The messages before these items. */
  before: readonly Message[];
  /** Whether Penstock calls the model by this protocol, so that it knows the tools on OpenAI's servers. */
  isOnResponses: boolean;
  /** Gets a warning for each item that is left out or changed. */
  warn(warning: RequestWarning): void;
};

/**
 * The items of a conversation as messages. Neighbouring items of the assistant become one answer, in their order. Empty
 * instructions and empty answers are left out.
 */
export function parseInput(items: readonly InputItem[], tools: Tools): readonly Message[] {
  const messages: Message[] = [];
  const toolNames = namesOf(tools.before);
  let answer: AssistantPart[] = [];
  const endAnswer = (): void => {
    if (answer.length > 0) messages.push({ role: 'assistant', parts: answer });
    answer = [];
  };
  for (const [index, item] of items.entries()) {
    const path = `input[${index}]`;
    const parts = toAnswerParts(item, path, tools);
    if (parts !== null) {
      for (const part of parts) if (part.type === 'tool-call') toolNames.set(part.id, part.name);
      answer.push(...parts);
      continue;
    }
    endAnswer();
    // An item that is not part of an answer is input for the model.
    messages.push(...toMessages(item as SaidItem, path, toolNames, tools));
  }
  endAnswer();
  return messages;
}

type SaidItem = ItemOf<'message' | 'function_call_output' | 'custom_tool_call_output'>;

function namesOf(messages: readonly Message[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    for (const part of message.parts) if (part.type === 'tool-call') names.set(part.id, part.name);
  }
  return names;
}

/** The parts of an item of the assistant; null for any other item. */
function toAnswerParts(item: InputItem, path: string, tools: Tools): readonly AssistantPart[] | null {
  switch (item.type) {
    case 'message':
      return item.role === 'assistant' ? toSaid(item, path) : null;
    case 'reasoning':
      return toReasoning(item, path, tools);
    case 'function_call':
      return [
        {
          type: 'tool-call',
          id: item.call_id,
          name: item.name,
          arguments: parseArguments(item.arguments, `${path}.arguments`),
          ...stateOf(item.penstock, { namespace: item.namespace }, path),
        },
      ];
    case 'custom_tool_call':
      return [
        {
          type: 'tool-call',
          id: item.call_id,
          name: item.name,
          arguments: customArguments(item.input),
          ...stateOf(item.penstock, {}, path),
        },
      ];
    case 'image_generation_call':
      return item.result == null ? [] : [toImage(item.result, path)];
    case 'item_reference':
      return [tools.findPart(item.id) ?? unknownItem(item.id, `${path}.id`)];
    case 'function_call_output':
    case 'custom_tool_call_output':
      return null;
    case 'web_search_call':
    case 'file_search_call':
    case 'code_interpreter_call':
    case 'mcp_list_tools':
    case 'mcp_call':
    case 'tool_search_call':
    case 'tool_search_output':
      if (tools.isOnResponses) return [nativePart(ownDialect, parseStateObject(item, path))];
      tools.warn({
        code: 'DROPPED',
        path,
        message: `'${path}' was left out: '${item.type}' runs on OpenAI's servers.`,
      });
      return [];
    default:
      return item satisfies never;
  }
}

function toSaid({ content, phase, penstock }: ItemOf<'message'>, path: string): readonly AssistantPart[] {
  const state = stateOf(penstock, { phase }, path);
  const given: readonly InputPart[] = typeof content === 'string' ? [{ type: 'output_text', text: content }] : content;
  const parts = given.flatMap((part, index): readonly AssistantPart[] => {
    if (part.type === 'refusal') return [{ type: 'text', text: part.refusal, isRefusal: true }];
    return parsePart(part, `${path}.content[${index}]`);
  });
  return parts.map((part, index) => (index === parts.length - 1 ? { ...part, ...state } : part));
}

function toReasoning(item: ItemOf<'reasoning'>, path: string, tools: Tools): readonly AssistantPart[] {
  const words = [...(item.summary ?? []), ...(item.content ?? [])].map(({ text }) => text).join('\n\n');
  const sealed = item.encrypted_content ?? null;
  const opened = sealed === null ? null : openState(sealed, `${path}.encrypted_content`);
  if (opened !== null) {
    if (opened.part === 'text') return [{ type: 'text', text: '', state: opened.state }];
    return [{ type: 'reasoning', text: words, state: opened.state }];
  }
  if (sealed !== null && sealed.length > longestForeign) {
    const message = `'${path}.encrypted_content' was left out: it is longer than the limit.`;
    tools.warn({ code: 'DROPPED', path: `${path}.encrypted_content`, message });
  } else if (sealed !== null) {
    // Text of another service: OpenAI itself may read it.
    const state = unclaimedState({ encrypted_content: sealed }, `${path}.encrypted_content`);
    return [{ type: 'reasoning', text: words, ...(state && { state }) }];
  } else if (words === '' && typeof item.id === 'string') {
    // The stored answer has the state that its item lacks.
    const part = tools.findPart(item.id);
    return part === undefined ? [] : [part];
  }
  return words === '' ? [] : [{ type: 'reasoning', text: words }];
}

function unknownItem(id: string, path: string): never {
  const message = `${path} '${id.slice(0, 80)}' is not the id of an item of a stored response: send the item itself.`;
  throw new ServiceError('NOT_FOUND', message, { field: path });
}

/** `members`: the item's own members, which clients keep if they drop `penstock`. */
function stateOf(
  penstock: { state: string } | null | undefined,
  members: Readonly<Record<string, unknown>>,
  path: string,
): { state?: ProviderState } {
  if (penstock == null) {
    const state = unclaimedState(members, path);
    return state === undefined ? {} : { state };
  }
  const opened = openState(penstock.state, `${path}.penstock.state`);
  return opened === null ? {} : { state: opened.state };
}

function toImage(result: string, path: string): AssistantPart {
  const url = /^(?:https?|data):/.test(result) ? result : `data:image/png;base64,${result}`;
  const [part] = parsePart({ type: 'input_image', image_url: url }, `${path}.result`);
  if (part === undefined) throw new InputError(`${path}.result`, 'has no image');
  return part;
}

function toMessages(
  item: SaidItem,
  path: string,
  toolNames: ReadonlyMap<string, string>,
  tools: Tools,
): readonly Message[] {
  if (item.type === 'function_call_output' && item.call_id == null && item.name != null) {
    const message = `'${path}' was sent as a user message, because it has no call_id.`;
    tools.warn({ code: 'CONVERTED', path, message });
    const parts = toContent(toParts(item.output), path);
    return parts.length === 0 ? [] : [{ role: 'user', parts }];
  }
  if (item.type !== 'message') return [toResult(item, path, toolNames)];
  const { content, role } = item;
  if (role === 'user') {
    const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : toContent(content, path);
    return [{ role, parts: parts.length > 0 ? parts : [{ type: 'text', text: '' }] }];
  }
  const text = typeof content === 'string' ? content : content.map((part) => textOf(part, path)).join('');
  return text === '' ? [] : [{ role: 'system', text }];
}

function toParts(given: string | readonly InputPart[]): readonly InputPart[] {
  return typeof given === 'string' ? [{ type: 'input_text', text: given }] : given;
}

function toContent(content: readonly InputPart[], path: string) {
  return content.flatMap((part, index) => parsePart(part, `${path}.content[${index}]`));
}

function textOf(part: InputPart, path: string): string {
  if (part.type === 'refusal') return part.refusal;
  if ('text' in part) return part.text;
  throw new InputError(`${path}.content`, `may only have texts, not '${part.type}': put it into a user message`);
}

function toResult(
  { call_id, output }: Exclude<SaidItem, { type: 'message' }>,
  path: string,
  toolNames: ReadonlyMap<string, string>,
): Message {
  if (call_id == null) throw new InputError(`${path}.call_id`, 'is missing: it must be a text');
  const toolName = toolNames.get(call_id);
  if (toolName === undefined) {
    throw new InputError(`${path}.call_id`, `'${call_id.slice(0, 80)}' is not the id of an earlier call`);
  }
  const parts = toParts(output).flatMap((part, index): readonly ToolResultPart[] => {
    const at = `${path}.output[${index}]`;
    return parsePart(part, at).flatMap((one) => {
      if (one.type === 'audio') throw new InputError(at, 'cannot be audio: a result may have texts, images and files');
      return one;
    });
  });
  return { role: 'tool', toolCallId: call_id, toolName, parts, isError: false };
}
