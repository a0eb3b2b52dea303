import type { CacheBreakpoint, ContentPart, ImageDetail, ToolResultPart } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseAudio, parseFile } from '../../generation/input/parse-file.ts';
import { parseImageUrl } from '../../generation/input/parse-image.ts';
import { unreadOf } from '../unread-members.ts';
import type { ChatCacheControl, ChatUserPart } from './chat-message.ts';

type ChatResultPart = Exclude<ChatUserPart, { type: 'input_audio' }>;
type PartOf<Type extends ChatUserPart['type']> = Extract<ChatUserPart, { type: Type }>;

/** A part of a user's message or of a tool's result; none for an empty text. */
export function parsePart(part: ChatResultPart, path: string): readonly ToolResultPart[];
export function parsePart(part: ChatUserPart, path: string): readonly ContentPart[];
export function parsePart(part: ChatUserPart, path: string): readonly ContentPart[] {
  const mark = markOf(part.cache_control);
  switch (part.type) {
    case 'text':
      return part.text === ''
        ? []
        : [{ type: 'text', text: part.text, ...mark, ...unreadOf(part, partMembers.text, path) }];
    case 'image_url':
      return [
        { ...parseImage(part, path), ...mark, ...unreadOf(part, partMembers.image, path, innerMembers.image(part)) },
      ];
    case 'file':
      return [{ ...parseDocument(part, path), ...mark, ...unreadOf(part, partMembers.file, path, innerMembers.file) }];
    case 'input_audio':
      return [{ ...parseSound(part, path), ...mark, ...unreadOf(part, partMembers.audio, path, innerMembers.audio) }];
    default:
      return part satisfies never;
  }
}

const partMembers = {
  text: new Set(['type', 'text', 'cache_control']),
  image: new Set(['type', 'image_url', 'cache_control']),
  file: new Set(['type', 'file', 'cache_control']),
  audio: new Set(['type', 'input_audio', 'cache_control']),
} as const;

const imageMembers: ReadonlySet<string> = new Set(['url', 'detail']);
/** A `detail` with an unknown value goes to the provider unread. */
const imageMembersBeside: ReadonlySet<string> = new Set(['url']);
const innerMembers = {
  image: ({ image_url: given }: PartOf<'image_url'>) =>
    [
      'image_url',
      typeof given !== 'string' && isKnownDetail(given.detail) ? imageMembers : imageMembersBeside,
    ] as const,
  file: ['file', new Set(['file_data', 'filename', 'file_id'])] as const,
  audio: ['input_audio', new Set(['data', 'format'])] as const,
};

function isKnownDetail(detail: string | null | undefined): boolean {
  return detail == null || isDetail(detail);
}

/** The cache breakpoint of a part or a message with `cache_control`. */
export function markOf(control: ChatCacheControl): { cacheBreakpoint?: CacheBreakpoint } {
  if (control == null) return {};
  return { cacheBreakpoint: control.ttl == null ? true : { ttl: control.ttl } };
}

const details: readonly string[] = ['auto', 'low', 'high'] satisfies ImageDetail[];

function isDetail(detail: string): detail is ImageDetail {
  return details.includes(detail);
}

function parseImage({ image_url: given }: PartOf<'image_url'>, path: string): ContentPart {
  if (typeof given === 'string') return { type: 'image', image: parseImageUrl(given, `${path}.image_url`) };
  const image = parseImageUrl(given.url, `${path}.image_url.url`);
  return { type: 'image', image, ...(given.detail != null && isDetail(given.detail) && { detail: given.detail }) };
}

/** OpenAI accepts only PDFs, so a URL without a type is a PDF. */
function parseDocument({ file }: PartOf<'file'>, path: string): ContentPart {
  const at = `${path}.file.file_data`;
  if (file.file_data == null) {
    const id = file.file_id == null ? '' : ', because only OpenAI has its uploaded files';
    throw new InputError(at, `is missing: give the file as a data: URL${id}`);
  }
  const isUrl = /^(?:data|https?):/.test(file.file_data);
  const source = isUrl ? { url: file.file_data } : { data: file.file_data };
  const mediaType = file.file_data.startsWith('data:') ? null : 'application/pdf';
  return parseFile({ ...source, mediaType, name: file.filename }, (member) =>
    member === 'name' ? `${path}.file.filename` : at,
  );
}

function parseSound({ input_audio: { data, format } }: PartOf<'input_audio'>, path: string): ContentPart {
  const mediaType = `audio/${format === 'mp3' ? 'mpeg' : format}`;
  return parseAudio({ data, mediaType }, (member) =>
    member === 'mediaType' ? `${path}.input_audio.format` : `${path}.input_audio.data`,
  );
}
