import type { ProviderOptions } from './provider-options.ts';
import type { ProviderState } from './provider-state.ts';

/**
 * One turn of a conversation, in the form that every dialect translates from. Content is a list of parts, in their
 * order.
 */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** Members of every message and every part. */
type WithOptions = {
  /** Options for one provider only, which receives them unchanged. Absent: none. */
  providerOptions?: ProviderOptions;
};

/** Members of every part, and of instructions. */
type WithBreakpoint = WithOptions & {
  /**
   * Marks the end of a prompt that should be cached. The mark is sent to providers with explicit caching. Other
   * providers cache automatically or not at all. Absent or false: no mark.
   */
  cacheBreakpoint?: CacheBreakpoint;
};

/** `ttl`: how long to keep the cache, in the provider's word, as `1h`. True: the provider's default. */
export type CacheBreakpoint = boolean | { ttl: string };

/** Members of every part of an answer. */
type WithState = WithBreakpoint & {
  /** The provider's data for the next turn. It is sent back only to that provider. Absent: none. */
  state?: ProviderState;
};

/**
 * Instructions for the whole conversation. A dialect without a system role puts them where its provider expects them.
 */
export type SystemMessage = WithBreakpoint & {
  role: 'system';
  text: string;
  /**
   * Whether they apply only from their place in the conversation on, and stay there if the protocol allows it. Absent:
   * no.
   */
  isInPlace?: true;
};

/** A message of the person or the calling program. It has at least one part. */
export type UserMessage = WithOptions & { role: 'user'; parts: readonly ContentPart[] };

/** An earlier answer of a model. It has at least one part. */
export type AssistantMessage = WithOptions & { role: 'assistant'; parts: readonly AssistantPart[] };

/** The result of a tool call, sent back to the model that called the tool. */
export type ToolMessage = WithOptions & {
  role: 'tool';
  /** The `id` of the answered tool call. */
  toolCallId: string;
  /** The tool's name, because some dialects address results by name. */
  toolName: string;
  /** Empty if the tool returns nothing. */
  parts: readonly ToolResultPart[];
  /** Whether the call failed. A dialect without a field for it writes it into the text. */
  isError: boolean;
};

/** A part of a user message. */
export type ContentPart = TextPart | ImagePart | FilePart | AudioPart;

/** A part of a model's answer. */
export type AssistantPart = TextPart | ReasoningPart | ToolCallPart | ImagePart | FilePart | AudioPart;

/** A part of a tool's result. */
export type ToolResultPart = TextPart | ImagePart | FilePart;

/** Any part of any message. */
export type MessagePart = ContentPart | AssistantPart | ToolResultPart;

/** `isRefusal`: whether it is the model's refusal to answer. Absent: an answer. */
export type TextPart = WithState & { type: 'text'; text: string; isRefusal?: true };

/**
 * The reasoning of a model. `text` is the visible reasoning, empty if the provider shows none. Without `state`, a
 * caller wrote it. It is then sent to providers whose protocol has a field for it.
 */
export type ReasoningPart = WithState & { type: 'reasoning'; text: string };

/** An image, by address or by value. */
export type ImagePart = WithState & {
  type: 'image';
  image: ImageSource;
  /** How closely to look, if the provider offers a choice. Absent: the provider's default. */
  detail?: ImageDetail;
};

export type ImageDetail = 'auto' | 'low' | 'high';

export type ImageSource =
  /** Fetched by the provider. Some providers require `https:`. */
  | { type: 'url'; url: string }
  /** The bytes in base64, without a `data:` prefix. `mediaType` as in `image/png`. */
  | { type: 'base64'; mediaType: string; data: string };

/** A document, for example a PDF or a text. */
export type FilePart = WithState & {
  type: 'file';
  /** As in `application/pdf`. */
  mediaType: string;
  source: FileSource;
  /** Null if it has none. */
  name: string | null;
};

/** A sound. */
export type AudioPart = WithState & {
  type: 'audio';
  /** As in `audio/wav`. */
  mediaType: string;
  source: FileSource;
};

export type FileSource =
  /** Fetched by the provider. */
  | { type: 'url'; url: string }
  /** The bytes in base64, without a `data:` prefix. */
  | { type: 'base64'; data: string };

/** A function call of a model. */
export type ToolCall = {
  /** Unique within the answer. The adapter makes one if the provider sends none. */
  id: string;
  name: string;
  /** The arguments as JSON text. `{}` for a call without arguments, never the empty string. */
  arguments: string;
};

/** A function call as a part of an answer. */
export type ToolCallPart = WithState & { type: 'tool-call' } & ToolCall;
