import type {
  AssistantPart,
  ContentPart,
  ImagePart,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { parseAudio, parseFile } from '../../generation/input/parse-file.ts';
import { parseImageBytes, parseImageUrl } from '../../generation/input/parse-image.ts';
import { longestToolCallId, longestToolCallName, parseLabel } from '../../generation/input/parse-limits.ts';
import { parseProviderOptions, parseState } from '../../generation/input/parse-provider-members.ts';
import type { ContentPartTypeName, PartInput } from './content-part-input.ts';

type Member = Exclude<keyof PartInput, 'type' | 'cacheBreakpoint' | 'providerOptions'>;

/** The members of each type, besides the common members. */
const membersOf: Readonly<Record<ContentPartTypeName, readonly Member[]>> = {
  TEXT: ['text', 'state'],
  IMAGE: ['url', 'mediaType', 'data', 'detail', 'state', 'imageUrl', 'image'],
  FILE: ['url', 'mediaType', 'data', 'name', 'state'],
  AUDIO: ['url', 'mediaType', 'data', 'state'],
  REASONING: ['text', 'state'],
  TOOL_CALL: ['toolCallId', 'name', 'arguments', 'state'],
  TOOL_RESULT: ['toolCallId', 'parts', 'isError'],
};

const allMembers = [...new Set(Object.values(membersOf).flat())];

/**
 * The type of a part. Throws an `InputError` if the type is not allowed there. Members of another type are a mistake
 * too, and must not be ignored silently.
 */
export function typeOfPart<Type extends ContentPartTypeName>(
  part: PartInput,
  path: string,
  allowed: readonly Type[],
): Type {
  const type = part.type ?? impliedType(part, path);
  const found = allowed.find((one) => one === type);
  if (found === undefined)
    throw new InputError(`${path}.type`, `is ${type}, but only ${allowed.join(', ')} may be used here`);
  const foreign = allMembers.find((member) => part[member] != null && !membersOf[type].includes(member));
  if (foreign !== undefined)
    throw new InputError(`${path}.${foreign}`, `does not belong to a part of the type ${type}`);
  return found;
}

function impliedType(part: PartInput, path: string): ContentPartTypeName {
  if (part.text != null) return 'TEXT';
  if (part.imageUrl != null || part.image != null) return 'IMAGE';
  throw new InputError(path, 'is empty: give type and its members, or text, imageUrl or image');
}

/** A part of a system message. */
export function parseInstruction(part: PartInput, path: string): TextPart {
  typeOfPart(part, path, ['TEXT']);
  refuseState(part, path);
  return parseText(part, path);
}

/** A part of a user's message. */
export function parseContentPart(part: PartInput, path: string): ContentPart {
  const type = typeOfPart(part, path, ['TEXT', 'IMAGE', 'FILE', 'AUDIO']);
  refuseState(part, path);
  return parseContent(type, part, path);
}

/** A part of a tool result. */
export function parseResultPart(part: PartInput, path: string): ToolResultPart {
  const type = typeOfPart(part, path, ['TEXT', 'IMAGE', 'FILE']);
  refuseState(part, path);
  return type === 'FILE'
    ? parseFilePart(part, path)
    : type === 'IMAGE'
      ? parseImage(part, path)
      : parseText(part, path);
}

/** A part of an earlier answer. */
export function parseAnswerPart(part: PartInput, path: string): AssistantPart {
  const type = typeOfPart(part, path, ['TEXT', 'IMAGE', 'FILE', 'AUDIO', 'REASONING', 'TOOL_CALL']);
  if (type === 'REASONING') return parseReasoning(part, path);
  return type === 'TOOL_CALL' ? parseToolCall(part, path) : parseContent(type, part, path);
}

function parseContent(type: 'TEXT' | 'IMAGE' | 'FILE' | 'AUDIO', part: PartInput, path: string): ContentPart {
  switch (type) {
    case 'TEXT':
      return parseText(part, path);
    case 'IMAGE':
      return parseImage(part, path);
    case 'FILE':
      return parseFilePart(part, path);
    case 'AUDIO':
      return { ...parseAudio(part, (member) => `${path}.${member}`), ...commonMembers(part, path) };
    default:
      return type satisfies never;
  }
}

/** The common members of all types. */
function commonMembers(part: PartInput, path: string): Pick<TextPart, 'state' | 'cacheBreakpoint' | 'providerOptions'> {
  const state = parseState(part.state, `${path}.state`);
  const providerOptions = parseProviderOptions(part.providerOptions, `${path}.providerOptions`);
  return {
    ...(state !== undefined && { state }),
    ...(part.cacheBreakpoint === true && { cacheBreakpoint: true }),
    ...(providerOptions !== undefined && { providerOptions }),
  };
}

function refuseState(part: PartInput, path: string): void {
  if (part.state != null) throw new InputError(`${path}.state`, 'belongs to parts of ASSISTANT messages only');
}

/** Text may be empty if there is a state. */
function parseText(part: PartInput, path: string): TextPart {
  if (!part.text && part.state == null) throw new InputError(`${path}.text`, 'is empty');
  return { type: 'text', text: part.text ?? '', ...commonMembers(part, path) };
}

function parseReasoning(part: PartInput, path: string): ReasoningPart {
  if (!part.text && part.state == null) throw new InputError(`${path}.text`, 'is empty, and there is no state');
  return { type: 'reasoning', text: part.text ?? '', ...commonMembers(part, path) };
}

function parseToolCall(part: PartInput, path: string): ToolCallPart {
  const { toolCallId: id, name } = part;
  if (!id) throw new InputError(`${path}.toolCallId`, 'is missing: a TOOL_CALL has the id that the model gave it');
  if (!name) throw new InputError(`${path}.name`, 'is missing: a TOOL_CALL must have the name of its tool');
  parseLabel(id, longestToolCallId, `${path}.toolCallId`);
  parseLabel(name, longestToolCallName, `${path}.name`);
  const text = parseArguments(part.arguments ?? {}, `${path}.arguments`);
  return { type: 'tool-call', id, name, arguments: text, ...commonMembers(part, path) };
}

function parseFilePart(part: PartInput, path: string) {
  return { ...parseFile(part, (member) => `${path}.${member}`), ...commonMembers(part, path) };
}

function parseImage(part: PartInput, path: string): ImagePart {
  const image = parseImageSource(part, path);
  return { type: 'image', image, ...(part.detail != null && { detail: part.detail }), ...commonMembers(part, path) };
}

function parseImageSource(part: PartInput, path: string): ImagePart['image'] {
  const sources = [part.url, part.data, part.imageUrl, part.image].filter((source) => source != null);
  if (sources.length > 1) throw new InputError(path, 'has more than one image: give url, or mediaType and data');
  if (part.url != null) return parseImageUrl(part.url, `${path}.url`);
  if (part.imageUrl != null) return parseImageUrl(part.imageUrl, `${path}.imageUrl`);
  const { mediaType, data } = part.image ?? part;
  const at = part.image == null ? path : `${path}.image`;
  if (data == null) throw new InputError(`${at}.data`, 'is missing: give the image by url, or by mediaType and data');
  if (mediaType == null) throw new InputError(`${at}.mediaType`, 'is missing: it must read image/png, image/jpeg …');
  return parseImageBytes(mediaType, data, { mediaType: `${at}.mediaType`, data: `${at}.data` });
}
