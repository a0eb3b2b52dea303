import type { ProviderOptions } from './provider-options.ts';
import type { ProviderState } from './provider-state.ts';

/** One turn of a conversation, in the form that every dialect is translated from. Content is a list of parts, in their order. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** What every message and every part may carry. */
type WithOptions = {
  /** For one provider only, which receives them unchanged. Absent: none. */
  providerOptions?: ProviderOptions;
};

/** What every part may carry, and instructions. */
type WithBreakpoint = WithOptions & {
  /**
   * The prompt up to here is worth caching. It reaches providers that want to be told; the others cache by themselves, or
   * not at all. Absent or false: no mark.
   */
  cacheBreakpoint?: CacheBreakpoint;
};

/** `ttl`: how long to keep it, in the provider's word, as `1h`; true: the provider's default. */
export type CacheBreakpoint = boolean | { ttl: string };

/** What every part of an answer may carry. */
type WithState = WithBreakpoint & {
  /** What the provider gave for the next turn. It goes back to that provider only. Absent: nothing. */
  state?: ProviderState;
};

/** Instructions that stand above the conversation. A dialect without a system role puts them where its provider wants them. */
export type SystemMessage = WithBreakpoint & {
  role: 'system';
  text: string;
  /** Whether it holds from its place in the conversation on, and stays there where the protocol allows it. Absent: no. */
  isInPlace?: true;
};

/** A message of the person or the calling program. Never empty: at least one part. */
export type UserMessage = WithOptions & { role: 'user'; parts: readonly ContentPart[] };

/** An earlier answer of a model. Never empty: at least one part. */
export type AssistantMessage = WithOptions & { role: 'assistant'; parts: readonly AssistantPart[] };

/** The result of a tool call, sent back to the model that called the tool. */
export type ToolMessage = WithOptions & {
  role: 'tool';
  /** The `id` of the tool call that this answers. */
  toolCallId: string;
  /** The tool's name; some dialects address results by name. */
  toolName: string;
  /** Empty where the tool says nothing. */
  parts: readonly ToolResultPart[];
  /** Whether the call failed. A dialect without a field for it states it in the text. */
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

/** `isRefusal`: the model's refusal to answer. Absent: an answer. */
export type TextPart = WithState & { type: 'text'; text: string; isRefusal?: true };

/**
 * The reasoning of a model. `text` is the visible reasoning; empty where the provider shows none. Without `state`, a
 * caller wrote it. It then goes to providers whose protocol has a field for it.
 */
export type ReasoningPart = WithState & { type: 'reasoning'; text: string };

/** An image, by address or by value. */
export type ImagePart = WithState & {
  type: 'image';
  image: ImageSource;
  /** How closely to look, where the provider lets one choose. Absent: the provider's default. */
  detail?: ImageDetail;
};

export type ImageDetail = 'auto' | 'low' | 'high';

export type ImageSource =
  /** Fetched by the provider; `https:` only, where the provider insists. */
  | { type: 'url'; url: string }
  /** The bytes in base64, without a `data:` prefix; `mediaType` as in `image/png`. */
  | { type: 'base64'; mediaType: string; data: string };

/** A document, as a PDF or a text. */
export type FilePart = WithState & {
  type: 'file';
  /** As in `application/pdf`. */
  mediaType: string;
  source: FileSource;
  /** Null where it has none. */
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
  /** Unique within the answer; the adapter makes one where the provider sends none. */
  id: string;
  name: string;
  /** The arguments as JSON text. `{}` for a call without arguments, never the empty string. */
  arguments: string;
};

/** A function call as a part of an answer. */
export type ToolCallPart = WithState & { type: 'tool-call' } & ToolCall;
