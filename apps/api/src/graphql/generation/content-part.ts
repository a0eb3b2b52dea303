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

/** The arguments of a call, parsed; as text where the model wrote no valid JSON. */
export function argumentsOf({ arguments: text }: Pick<ToolCall, 'arguments'>): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}

/** Where the bytes of a part are; null for a part without any. */
function sourceOf(part: AssistantPart): ImageSource | FileSource | null {
  if (part.type === 'image') return part.image;
  return part.type === 'file' || part.type === 'audio' ? part.source : null;
}

function mediaTypeOf(part: AssistantPart): string | null {
  if (part.type === 'image') return part.image.type === 'base64' ? part.image.mediaType : null;
  return part.type === 'file' || part.type === 'audio' ? part.mediaType : null;
}

export const ContentPart = builder.objectRef<AssistantPart>('ContentPart').implement({
  description: 'A part of an answer, with the members that `ContentPartInput` takes; those of other types are null.',
  fields: (t) => ({
    type: t.field({
      type: ContentPartType,
      description: 'The type of the part.',
      resolve: ({ type }) => typeNames[type],
    }),
    text: t.string({
      nullable: true,
      description: 'Of TEXT and REASONING. Empty where the state is all there is.',
      resolve: (part) => (part.type === 'text' || part.type === 'reasoning' ? part.text : null),
    }),
    url: t.string({
      nullable: true,
      description: 'Of IMAGE, FILE and AUDIO: the address; null where the bytes came.',
      resolve: (part) => {
        const source = sourceOf(part);
        return source?.type === 'url' ? source.url : null;
      },
    }),
    mediaType: t.string({
      nullable: true,
      description: 'Of IMAGE, FILE and AUDIO: as `image/png`.',
      resolve: mediaTypeOf,
    }),
    data: t.string({
      nullable: true,
      description:
        'Of IMAGE, FILE and AUDIO: the bytes in base64. They are not stored: null from a few minutes after the end on.',
      resolve: (part) => {
        const source = sourceOf(part);
        return source?.type === 'base64' ? source.data || null : null;
      },
    }),
    name: t.string({
      nullable: true,
      description: "Of TOOL_CALL: the tool's name. Of FILE: its name, where it has one.",
      resolve: (part) => (part.type === 'tool-call' || part.type === 'file' ? part.name : null),
    }),
    toolCallId: t.id({
      nullable: true,
      description: 'Of TOOL_CALL: to name in the TOOL message that answers it.',
      resolve: (part) => (part.type === 'tool-call' ? part.id : null),
    }),
    arguments: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Of TOOL_CALL: an object; text where the model wrote no valid JSON.',
      resolve: (part) => (part.type === 'tool-call' ? argumentsOf(part) : null),
    }),
    state: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The state that the provider gave for the next turn, such as a signature. Opaque; send it back unchanged. Null for none.',
      resolve: ({ state }) => state ?? null,
    }),
  }),
});
