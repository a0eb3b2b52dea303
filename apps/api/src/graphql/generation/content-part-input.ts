import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';

/** The types of parts, in the order of the documents. */
const contentPartTypes = {
  TEXT: { description: 'Text, with `text`.' },
  IMAGE: { description: 'An image, with `url`, or `mediaType` and `data`.' },
  FILE: { description: 'A document such as a PDF or a text, with `mediaType`, and `url` or `data`.' },
  AUDIO: { description: 'Audio, with `mediaType`, and `url` or `data`.' },
  REASONING: {
    description: 'Reasoning of a model, with `text`, which is empty if the provider shows none, and `state`.',
  },
  TOOL_CALL: { description: 'A function call by a model, with `toolCallId`, `name` and `arguments`.' },
  TOOL_RESULT: { description: 'The result of a call, with `toolCallId`, `parts` and `isError`. Only in requests.' },
} as const;

export type ContentPartTypeName = keyof typeof contentPartTypes;

export const ContentPartType = builder.enumType('ContentPartType', {
  description: 'The type of a part of a message.',
  values: contentPartTypes,
});

const imageDetails = {
  AUTO: { value: 'auto', description: 'The provider decides.' },
  LOW: { value: 'low', description: 'Few details, for few tokens.' },
  HIGH: { value: 'high', description: 'All details.' },
} as const;

const ImageDetail = builder.enumType('ImageDetail', {
  description: 'The detail with which a model reads an image, if the provider allows the choice.',
  values: imageDetails,
});

const ImageInput = builder.inputType('ImageInput', {
  description: 'An image as bytes.',
  fields: (t) => ({
    mediaType: t.string({
      required: true,
      description: 'The media type: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.',
    }),
    data: t.string({ required: true, extensions: takesLongText, description: 'The bytes in base64; at most 15 MB.' }),
  }),
});

/** A part as the caller sent it. */
export type PartInput = {
  type?: ContentPartTypeName | null;
  text?: string | null;
  url?: string | null;
  mediaType?: string | null;
  data?: string | null;
  name?: string | null;
  detail?: 'auto' | 'low' | 'high' | null;
  toolCallId?: string | null;
  arguments?: unknown;
  parts?: readonly PartInput[] | null;
  isError?: boolean | null;
  state?: unknown;
  cacheBreakpoint?: boolean | null;
  providerOptions?: unknown;
  imageUrl?: string | null;
  image?: { mediaType: string; data: string } | null;
};

export const ContentPartInput = builder.inputRef<PartInput>('ContentPartInput').implement({
  description:
    'A part of a message. `type` decides which members it has. Without it, `text` makes a TEXT, and `imageUrl` or `image` an IMAGE. The parts of an answer (`Generation.parts`) can be sent back unchanged.',
  fields: (t) => ({
    type: t.field({ type: ContentPartType, description: 'The type of the part.' }),
    text: t.string({ extensions: takesLongText, description: 'For TEXT and REASONING: the text.' }),
    url: t.string({
      extensions: takesLongText,
      description: 'For IMAGE, FILE and AUDIO: an `https:` address, fetched by the provider, or a `data:` URL.',
    }),
    mediaType: t.string({ description: 'For IMAGE, FILE and AUDIO: the media type, for example `application/pdf`.' }),
    data: t.string({
      extensions: takesLongText,
      description: 'For IMAGE, FILE and AUDIO: the bytes in base64; at most 15 MB.',
    }),
    name: t.string({ description: "For FILE: its name. For TOOL_CALL: the tool's name." }),
    detail: t.field({ type: ImageDetail, description: 'For IMAGE: the detail.' }),
    toolCallId: t.id({
      description: 'For TOOL_CALL: the id from the model. For TOOL_RESULT: the id of the answered call.',
    }),
    arguments: t.field({ type: 'JSON', description: 'For TOOL_CALL: an object, or its JSON text.' }),
    parts: t.field({
      type: [ContentPartInput],
      description: 'For TOOL_RESULT: parts of the types TEXT, IMAGE and FILE.',
    }),
    isError: t.boolean({ description: 'For TOOL_RESULT: whether the call failed. Default false.' }),
    state: t.field({
      type: 'JSON',
      description:
        'For parts of ASSISTANT messages: the state from the provider for the next turn, as in `Generation.parts`. It is sent unchanged to that provider only.',
    }),
    cacheBreakpoint: t.boolean({
      description: 'Whether the prompt up to here is worth caching, for providers that need a marker. Default false.',
    }),
    providerOptions: t.field({
      type: 'JSON',
      description:
        'Members for one provider, by its id or its dialect, for example `{ "anthropic": { … } }`. They are added to the part in the provider\'s request. At most 65,536 characters as JSON.',
    }),
    imageUrl: t.string({ extensions: takesLongText, description: 'For IMAGE: the same as `url`.' }),
    image: t.field({ type: ImageInput, description: 'For IMAGE: the same as `mediaType` and `data`.' }),
  }),
});
