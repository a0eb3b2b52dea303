import type { ProviderOptions } from './provider-options.ts';
import type { ProviderState } from './provider-state.ts';

/** One turn of a conversation, in the form that every dialect is translated from. Content is a list of parts, in their order. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** What every message and every part may carry. */
type WithOptions = {
  /** For one provider alone, which gets them unchanged. Absent: none. */
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
export type SystemMessage = WithBreakpoint & { role: 'system'; text: string };

/** What the person or the calling program said. Never empty: at least one part. */
export type UserMessage = WithOptions & { role: 'user'; parts: readonly ContentPart[] };

/** What a model answered earlier. Never empty: at least one part. */
export type AssistantMessage = WithOptions & { role: 'assistant'; parts: readonly AssistantPart[] };

/** The result of a tool call, sent back to the model that asked for it. */
export type ToolMessage = WithOptions & {
  role: 'tool';
  /** The `id` of the tool call that this answers. */
  toolCallId: string;
  /** The tool's name; some dialects address results by name. */
  toolName: string;
  /** Empty where the tool says nothing. */
  parts: readonly ToolResultPart[];
  /** Whether the call failed. A dialect that has no mark for that says so in words. */
  isError: boolean;
};

/** A part of what a user says. */
export type ContentPart = TextPart | ImagePart | FilePart | AudioPart;

/** A part of a model's answer. */
export type AssistantPart = TextPart | ReasoningPart | ToolCallPart | ImagePart | FilePart | AudioPart;

/** A part of a tool's result. */
export type ToolResultPart = TextPart | ImagePart | FilePart;

/** Any part of any message. */
export type MessagePart = ContentPart | AssistantPart | ToolResultPart;

export type TextPart = WithState & { type: 'text'; text: string };

/**
 * A thought of a model. `text` is what the provider shows of it, empty where it shows none. Without `state` it is what a
 * caller wrote down itself, and goes to providers whose protocol has a place for it.
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

/** Something to listen to. */
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

/** A function call that a model asked for. */
export type ToolCall = {
  /** Unique within the answer; made up by the adapter where the provider gives none. */
  id: string;
  name: string;
  /** The arguments as JSON text. `{}` for a call without arguments, never the empty string. */
  arguments: string;
};

/** A function call as a part of an answer. */
export type ToolCallPart = WithState & { type: 'tool-call' } & ToolCall;
