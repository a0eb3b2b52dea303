import {
  type AssistantPart,
  type ContentPart,
  nativePart,
  type ReasoningPart,
  type TextPart,
  type ToolResultPart,
} from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseFile } from '../../generation/input/parse-file.ts';
import { parseImageBytes, parseImageUrl } from '../../generation/input/parse-image.ts';
import { longestToolCallId, longestToolCallName } from '../../generation/input/parse-limits.ts';
import { parseStateObject } from '../../generation/input/parse-provider-members.ts';
import { carriedBy } from './cache-control.ts';
import type { Block } from './messages-body.ts';
import { readOpaqueState } from './opaque-state.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const members = {
  text: new Set(['type', 'text', 'cache_control']),
  image: new Set(['type', 'source', 'cache_control']),
  document: new Set(['type', 'source', 'title', 'cache_control']),
  toolUse: new Set(['type', 'id', 'name', 'input', 'cache_control']),
} as const;

/** The parts of a block from a user or a tool; none for an empty text. Throws an `InputError` for an invalid member. */
export function parseSaidBlock(block: Block, path: string): readonly (ContentPart & ToolResultPart)[] {
  switch (block.type) {
    case 'text':
      return parseText(block, path);
    case 'image':
      return [parseImage(block, path)];
    case 'document':
      return [parseDocument(block, path)];
    default:
      return [toNative(block, path)];
  }
}

/** The parts of a block in an earlier answer. `pending` keeps the states of later calls. */
export function parseAnswerBlock(
  block: Block,
  path: string,
  pending: Map<string, ReasoningPart['state']>,
): readonly AssistantPart[] {
  switch (block.type) {
    case 'text':
      return parseText(block, path);
    case 'thinking':
      return parseThinking(block, path);
    case 'redacted_thinking':
      return parseRedacted(block, path, pending);
    case 'tool_use':
      return [parseToolUse(block, path, pending)];
    default:
      return [toNative(block, path)];
  }
}

/** A block that only this protocol has. Anthropic's models get it unchanged. */
function toNative(block: Block, path: string): TextPart {
  return nativePart('anthropic', parseStateObject(block, path));
}

function parseText(block: Block, path: string): readonly TextPart[] {
  const text = textOf(block, 'text', path);
  return text === '' ? [] : [{ type: 'text', text, ...carriedBy(block, members.text, path) }];
}

function parseImage(block: Block, path: string): ContentPart & ToolResultPart {
  const source = objectOf(block, 'source', path);
  const at = `${path}.source`;
  const carried = carriedBy(block, members.image, path);
  switch (source.type) {
    case 'base64': {
      const paths = { mediaType: `${at}.media_type`, data: `${at}.data` };
      const image = parseImageBytes(textOf(source, 'media_type', at), textOf(source, 'data', at), paths);
      return { type: 'image', image, ...carried };
    }
    case 'url':
      return { type: 'image', image: parseImageUrl(textOf(source, 'url', at), `${at}.url`), ...carried };
    default:
      return toNative(block, path);
  }
}

function parseDocument(block: Block, path: string): ContentPart & ToolResultPart {
  const source = objectOf(block, 'source', path);
  const at = `${path}.source`;
  const name = typeof block.title === 'string' ? block.title : null;
  const carried = carriedBy(block, members.document, path);
  const pathOf = (member: string): string =>
    member === 'name' ? `${path}.title` : member === 'mediaType' ? `${at}.media_type` : `${at}.${member}`;
  switch (source.type) {
    case 'base64': {
      const mediaType = typeof source.media_type === 'string' ? source.media_type : 'application/pdf';
      return { ...parseFile({ data: textOf(source, 'data', at), mediaType, name }, pathOf), ...carried };
    }
    case 'text': {
      const data = Buffer.from(textOf(source, 'data', at)).toString('base64');
      return { ...parseFile({ data, mediaType: 'text/plain', name }, pathOf), ...carried };
    }
    case 'url':
      return {
        ...parseFile({ url: textOf(source, 'url', at), mediaType: 'application/pdf', name }, pathOf),
        ...carried,
      };
    default:
      return toNative(block, path);
  }
}

/** Reasoning without a signature was written by the caller. */
function parseThinking(block: Block, path: string): readonly AssistantPart[] {
  const text = textOf(block, 'thinking', path);
  const signature = typeof block.signature === 'string' ? block.signature : '';
  const returned = readOpaqueState(signature, `${path}.signature`);
  if (returned !== null) return [{ type: 'reasoning', text, state: returned.state }];
  if (signature === '') return text === '' ? [] : [{ type: 'reasoning', text }];
  const value = parseStateObject({ type: 'thinking', signature }, `${path}.signature`);
  return [{ type: 'reasoning', text, state: { providerId: null, dialect: 'anthropic', value } }];
}

function parseRedacted(
  block: Block,
  path: string,
  pending: Map<string, ReasoningPart['state']>,
): readonly AssistantPart[] {
  const data = textOf(block, 'data', path);
  const returned = readOpaqueState(data, `${path}.data`);
  if (returned === null) {
    const value = parseStateObject({ type: 'redacted_thinking', data }, `${path}.data`);
    return [{ type: 'reasoning', text: '', state: { providerId: null, dialect: 'anthropic', value } }];
  }
  if (returned.callId === null) return [{ type: 'reasoning', text: '', state: returned.state }];
  pending.set(returned.callId, returned.state);
  return [];
}

function parseToolUse(block: Block, path: string, pending: Map<string, ReasoningPart['state']>): AssistantPart {
  const id = boundedText(block, 'id', longestToolCallId, path);
  const name = boundedText(block, 'name', longestToolCallName, path);
  const state = pending.get(id);
  return {
    type: 'tool-call',
    id,
    name,
    arguments: JSON.stringify(block.input ?? {}),
    ...(state && { state }),
    ...carriedBy(block, members.toolUse, path),
  };
}

/** A text of 1 to `longest` characters. */
export function boundedText(object: JsonObject, member: string, longest: number, path: string): string {
  const text = textOf(object, member, path);
  if (text.length > 0 && text.length <= longest) return text;
  throw new InputError(`${path}.${member}`, `must be a text of 1 to ${longest} characters`);
}

function textOf(object: JsonObject, member: string, path: string): string {
  const value = object[member];
  if (typeof value === 'string') return value;
  throw new InputError(`${path}.${member}`, value == null ? 'is missing: it must be a text' : 'must be a text');
}

function objectOf(object: JsonObject, member: string, path: string): JsonObject {
  const value = object[member];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new InputError(`${path}.${member}`, value == null ? 'is missing: it must be an object' : 'must be an object');
}
