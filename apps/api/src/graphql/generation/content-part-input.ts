import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';

/** The types of parts, and the order in which documents name them. */
const contentPartTypes = {
  TEXT: { description: 'Text: `text`.' },
  IMAGE: { description: 'An image: `url`, or `mediaType` and `data`.' },
  FILE: { description: 'A document, as a PDF or a text: `mediaType`, and `url` or `data`.' },
  AUDIO: { description: 'Something to listen to: `mediaType`, and `url` or `data`.' },
  REASONING: { description: 'A thought of a model: `text`, empty where the provider shows none, and `state`.' },
  TOOL_CALL: { description: 'A function call of a model: `toolCallId`, `name` and `arguments`.' },
  TOOL_RESULT: { description: 'The result of a call: `toolCallId`, `parts` and `isError`. Requests alone have it.' },
} as const;

export type ContentPartTypeName = keyof typeof contentPartTypes;

export const ContentPartType = builder.enumType('ContentPartType', {
  description: 'The type of a part of a message.',
  values: contentPartTypes,
});

const imageDetails = {
  AUTO: { value: 'auto', description: 'The provider decides.' },
  LOW: { value: 'low', description: 'At a glance, for few tokens.' },
  HIGH: { value: 'high', description: 'Closely.' },
} as const;

const ImageDetail = builder.enumType('ImageDetail', {
  description: 'How closely a model looks at an image, where its provider lets one choose.',
  values: imageDetails,
});

const ImageInput = builder.inputType('ImageInput', {
  description: 'An image by value.',
  fields: (t) => ({
    mediaType: t.string({ required: true, description: '`image/png`, `image/jpeg`, `image/gif` or `image/webp`.' }),
    data: t.string({ required: true, extensions: takesLongText, description: 'The bytes in base64; at most 15 MB.' }),
  }),
});

/** A part as it came in. */
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
    'A part of a message. `type` says which members it has; without it, `text` makes a TEXT, `imageUrl` or `image` an IMAGE. The parts of an answer (`Generation.parts`) can be sent back as they came.',
  fields: (t) => ({
    type: t.field({ type: ContentPartType, description: 'The type of the part.' }),
    text: t.string({ extensions: takesLongText, description: 'Of TEXT and REASONING.' }),
    url: t.string({
      extensions: takesLongText,
      description: 'Of IMAGE, FILE and AUDIO: an `https:` address, fetched by the provider, or a `data:` URL.',
    }),
    mediaType: t.string({ description: 'Of IMAGE, FILE and AUDIO: as `application/pdf`.' }),
    data: t.string({
      extensions: takesLongText,
      description: 'Of IMAGE, FILE and AUDIO: the bytes in base64; at most 15 MB.',
    }),
    name: t.string({ description: "Of FILE: its name. Of TOOL_CALL: the tool's name." }),
    detail: t.field({ type: ImageDetail, description: 'Of IMAGE: how closely to look.' }),
    toolCallId: t.id({
      description: 'Of TOOL_CALL: the id that the model gave it. Of TOOL_RESULT: the call it answers.',
    }),
    arguments: t.field({ type: 'JSON', description: 'Of TOOL_CALL: an object, or its JSON text.' }),
    parts: t.field({ type: [ContentPartInput], description: 'Of TOOL_RESULT: TEXT, IMAGE and FILE.' }),
    isError: t.boolean({ description: 'Of TOOL_RESULT: whether the call failed. Default false.' }),
    state: t.field({
      type: 'JSON',
      description:
        'Of parts of ASSISTANT messages: the state that the provider gave for the next turn, as in `Generation.parts`. It goes back to that provider unchanged; no other sees it.',
    }),
    cacheBreakpoint: t.boolean({
      description: 'The prompt up to here is worth caching, for providers that need a marker. Default false.',
    }),
    providerOptions: t.field({
      type: 'JSON',
      description:
        'Members for one provider, by its id or its dialect, as `{ "anthropic": { … } }`: they stand in what the part is written as. At most 65,536 characters as JSON.',
    }),
    imageUrl: t.string({ extensions: takesLongText, description: 'Of IMAGE: the same as `url`.' }),
    image: t.field({ type: ImageInput, description: 'Of IMAGE: the same as `mediaType` and `data`.' }),
  }),
});
