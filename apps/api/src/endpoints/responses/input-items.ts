import type { ContentPart, Message, ToolResultPart } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import { inputItemId } from './response-ids.ts';
import { customNames, toItems } from './response-items.ts';

type Item = { id: string };

/** The requested page of a list. */
export type PageQuery = { limit: number; isAscending: boolean; after: string | null };

const usualLimit = 20;
const mostLimit = 100;

/** Reads `limit`, `order` and `after`. Throws an `InputError` that names the parameter. */
export function readPageQuery(parameters: URLSearchParams): PageQuery {
  const limit = parameters.get('limit') ?? String(usualLimit);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > mostLimit) {
    throw new InputError('limit', `must be a whole number from 1 to ${mostLimit}, not '${limit.slice(0, 80)}'`);
  }
  const order = parameters.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc')
    throw new InputError('order', `must be asc or desc, not '${order.slice(0, 80)}'`);
  return { limit: Number(limit), isAscending: order === 'asc', after: parameters.get('after') };
}

/** One page of the input items of a stored response, including those of the responses before it. */
export function toInputItemList(answer: KnownAnswer, { limit, isAscending, after }: PageQuery) {
  const items = toInputItems(answer);
  if (!isAscending) items.reverse();
  const start = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0)
    throw new InputError('after', `'${after.slice(0, 80)}' is not the id of an item of this input`);
  const data = items.slice(start, start + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < items.length,
  };
}

function toInputItems(answer: KnownAnswer): Item[] {
  const { call, thread } = answer.request;
  const isCustom = customNames(call);
  const items = call.messages.slice(thread?.ownMessages ?? 0).flatMap((message) => itemsOf(message, answer, isCustom));
  return items.map((item, index) => ({ ...item, id: inputItemId(answer.id, index) }));
}

function itemsOf(message: Message, answer: KnownAnswer, isCustom: (name: string) => boolean): readonly object[] {
  switch (message.role) {
    case 'system':
      return [toMessage('system', [{ type: 'input_text', text: message.text }])];
    case 'user':
      return [toMessage('user', message.parts.map(toInputPart))];
    case 'assistant':
      return toItems({ ...answer, parts: message.parts, finishReason: 'stop', providerMetadata: null }).map(
        ({ item }) => item,
      );
    case 'tool': {
      const type = isCustom(message.toolName) ? 'custom_tool_call_output' : 'function_call_output';
      return [{ type, status: 'completed', call_id: message.toolCallId, output: toOutput(message.parts) }];
    }
    default:
      return message satisfies never;
  }
}

function toMessage(role: 'system' | 'user', content: readonly object[]): object {
  return { type: 'message', status: 'completed', role, content };
}

function toOutput(parts: readonly ToolResultPart[]): string | readonly object[] {
  if (parts.some(({ type }) => type !== 'text')) return parts.map(toInputPart);
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Content that was sent by value is not stored, so its place is null. */
function toInputPart(part: ContentPart): object {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image': {
      const { image, detail = 'auto' } = part;
      const url = image.type === 'url' ? image.url : toAddress(image.mediaType, image.data);
      return { type: 'input_image', image_url: url, detail };
    }
    case 'file': {
      const { source, mediaType, name } = part;
      if (source.type === 'url') return { type: 'input_file', file_url: source.url, filename: name };
      return { type: 'input_file', file_data: toAddress(mediaType, source.data), filename: name };
    }
    case 'audio': {
      const data = part.source.type === 'base64' ? part.source.data : null;
      return { type: 'input_audio', input_audio: { data, format: part.mediaType.replace(/^audio\//, '') } };
    }
    default:
      return part satisfies never;
  }
}

function toAddress(mediaType: string, data: string): string | null {
  return data === '' ? null : `data:${mediaType};base64,${data}`;
}
