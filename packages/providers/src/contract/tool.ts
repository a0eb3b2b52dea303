import type { CacheBreakpoint } from './message.ts';
import type { ProviderOptions } from './provider-options.ts';

/** A function that the model may call. */
export type Tool = {
  name: string;
  description: string | null;
  /** JSON Schema of the arguments, an object schema. */
  parameters: Readonly<Record<string, unknown>>;
  /** Marks the end of tools that should be cached, as for a part of a message. Absent or false: no mark. */
  cacheBreakpoint?: CacheBreakpoint;
  /** Whether the arguments must fit the schema. Absent: the provider's default. */
  strict?: boolean;
  /** Options for one provider only, which receives them unchanged. Absent: none. */
  providerOptions?: ProviderOptions;
  /** For protocols with tools that take a text (`messages/custom-tool.ts`). Absent: a function. */
  custom?: CustomTool;
};

/**
 * A tool that takes a text in place of arguments. Other protocols get it as a function with one argument, `input`. Its
 * calls have that form in every protocol.
 */
export type CustomTool = {
  description: string | null;
  /** In the form of OpenAI's Responses, such as `{ type: 'grammar', syntax, definition }`. Null for any text. */
  format: Readonly<Record<string, unknown>> | null;
};

/**
 * A tool that Penstock does not interpret: its provider runs it, or knows its purpose. Providers of its dialect get it
 * unchanged. The others omit it with a warning.
 */
export type NativeTool = {
  dialect: string;
  /** Its place among all tools of the request, from 0. */
  index: number;
  /** As the caller wrote it. */
  value: Readonly<Record<string, unknown>>;
};

/**
 * The tool that must be called, if any. `auto` lets the model choose, `required` requires at least one call. `allowed`
 * does either with some of the tools; at least one.
 */
export type ToolChoice =
  | { type: 'auto' }
  | { type: 'none' }
  | { type: 'required' }
  | { type: 'tool'; name: string }
  | { type: 'allowed'; mode: 'auto' | 'required'; names: readonly string[] };
