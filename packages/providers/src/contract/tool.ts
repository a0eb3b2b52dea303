import type { CacheBreakpoint } from './message.ts';

/** A function that the model may call. */
export type Tool = {
  name: string;
  description: string | null;
  /** JSON Schema of the arguments, an object schema. */
  parameters: Readonly<Record<string, unknown>>;
  /** The tools up to here are worth caching, as with a part of a message. Absent or false: no mark. */
  cacheBreakpoint?: CacheBreakpoint;
};

/** Which tool must be called, if any. `auto` lets the model choose, `required` requires at least one call. */
export type ToolChoice = { type: 'auto' } | { type: 'none' } | { type: 'required' } | { type: 'tool'; name: string };
