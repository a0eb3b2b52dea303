import type { AssistantPart, FileSource, ImageSource, ToolCall } from '@penstock/providers';
import { parseJsonText } from '../../json/json-bounds.ts';
import { builder } from '../builder.ts';
import { ContentPartType, type ContentPartTypeName } from './content-part-input.ts';

const typeNames = {
  text: 'TEXT',
  reasoning: 'REASONING',
  'tool-call': 'TOOL_CALL',
  image: 'IMAGE',
  file: 'FILE',
  audio: 'AUDIO',
} as const satisfies Record<AssistantPart['type'], ContentPartTypeName>;

/** The parsed arguments of a call; the text itself if the model wrote no valid JSON. */
export function argumentsOf({ arguments: text }: Pick<ToolCall, 'arguments'>): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}

/** The source of a part's bytes; null for a part without bytes. */
function sourceOf(part: AssistantPart): ImageSource | FileSource | null {
  if (part.type === 'image') return part.image;
  return part.type === 'file' || part.type === 'audio' ? part.source : null;
}

function mediaTypeOf(part: AssistantPart): string | null {
  if (part.type === 'image') return part.image.type === 'base64' ? part.image.mediaType : null;
  return part.type === 'file' || part.type === 'audio' ? part.mediaType : null;
}

export const ContentPart = builder.objectRef<AssistantPart>('ContentPart').implement({
  description: 'A part of an answer, with the members of `ContentPartInput`. Members of other types are null.',
  fields: (t) => ({
    type: t.field({
      type: ContentPartType,
      description: 'The type of the part.',
      resolve: ({ type }) => typeNames[type],
    }),
    text: t.string({
      nullable: true,
      description: 'For TEXT and REASONING: the text. Empty if there is only a state.',
      resolve: (part) => (part.type === 'text' || part.type === 'reasoning' ? part.text : null),
    }),
    url: t.string({
      nullable: true,
      description: 'For IMAGE, FILE and AUDIO: the address; null if the provider sent the bytes.',
      resolve: (part) => {
        const source = sourceOf(part);
        return source?.type === 'url' ? source.url : null;
      },
    }),
    mediaType: t.string({
      nullable: true,
      description: 'For IMAGE, FILE and AUDIO: the media type, for example `image/png`.',
      resolve: mediaTypeOf,
    }),
    data: t.string({
      nullable: true,
      description:
        'For IMAGE, FILE and AUDIO: the bytes in base64. They are not stored: null a few minutes after the end.',
      resolve: (part) => {
        const source = sourceOf(part);
        return source?.type === 'base64' ? source.data || null : null;
      },
    }),
    name: t.string({
      nullable: true,
      description: "For TOOL_CALL: the tool's name. For FILE: its name, if it has one.",
      resolve: (part) => (part.type === 'tool-call' || part.type === 'file' ? part.name : null),
    }),
    toolCallId: t.id({
      nullable: true,
      description: 'For TOOL_CALL: the id to give in the TOOL message with the result.',
      resolve: (part) => (part.type === 'tool-call' ? part.id : null),
    }),
    arguments: t.field({
      type: 'JSON',
      nullable: true,
      description: 'For TOOL_CALL: an object; a text if the model wrote no valid JSON.',
      resolve: (part) => (part.type === 'tool-call' ? argumentsOf(part) : null),
    }),
    state: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The state from the provider for the next turn, such as a signature. Opaque; send it back unchanged. Null for none.',
      resolve: ({ state }) => state ?? null,
    }),
  }),
});
