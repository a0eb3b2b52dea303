/** One turn of a conversation, in the form that every dialect is translated from. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** Instructions that stand above the conversation. A dialect without a system role puts them where its provider wants them. */
export type SystemMessage = { role: 'system'; text: string };

/** What the person or the calling program said. Never empty: at least one part. */
export type UserMessage = { role: 'user'; parts: readonly ContentPart[] };

/** What a model answered earlier: text, tool calls, or both. */
export type AssistantMessage = { role: 'assistant'; text: string; toolCalls: readonly ToolCall[] };

/** The result of a tool call, sent back to the model that asked for it. */
export type ToolMessage = {
  role: 'tool';
  /** The `id` of the tool call that this answers. */
  toolCallId: string;
  /** The tool's name; some dialects address results by name. */
  toolName: string;
  text: string;
};

export type ContentPart = TextPart | ImagePart;

export type TextPart = { type: 'text'; text: string };

/** An image, by address or by value. */
export type ImagePart = { type: 'image'; image: ImageSource };

export type ImageSource =
  /** Fetched by the provider; `https:` only, where the provider insists. */
  | { type: 'url'; url: string }
  /** The bytes in base64, without a `data:` prefix; `mediaType` as in `image/png`. */
  | { type: 'base64'; mediaType: string; data: string };

/** A function call that a model asked for. */
export type ToolCall = {
  /** Unique within the answer; made up by the adapter where the provider gives none. */
  id: string;
  name: string;
  /** The arguments as JSON text. `{}` for a call without arguments, never the empty string. */
  arguments: string;
};
