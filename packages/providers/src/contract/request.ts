import type { Message } from './message.ts';
import type { ProviderOptions } from './provider-options.ts';
import type { ReasoningEffort, RequestSettings } from './settings.ts';
import type { NativeTool, Tool, ToolChoice } from './tool.ts';

/** One call to one model. Everything here is already checked; an adapter only translates. */
export type ModelRequest = {
  /** The model's name as the provider knows it, without the `provider/` prefix. */
  model: string;
  /** In order. At least one message. */
  messages: readonly Message[];
  /** Empty for none. */
  tools: readonly Tool[];
  /** Null leaves it to the provider (which means `auto` if there are tools). */
  toolChoice: ToolChoice | null;
  /** Tools that only one dialect has, in order. Absent: none. */
  nativeTools?: readonly NativeTool[];
  /**
   * The dialect of the caller's request, if providers of this dialect should get its settings unchanged. Absent:
   * settings are adapted to every provider.
   */
  writtenIn?: 'anthropic';
  /** Names of a provider's trial features, as in Anthropic's header `anthropic-beta`. Absent: none. */
  betas?: readonly string[];
  responseFormat: ResponseFormat;
  /** 0–2. Null for the provider's default. Adapters omit it for models that refuse it (`sampling: false`). */
  temperature: number | null;
  /** 0–1. Null for the provider's default. */
  topP: number | null;
  /**
   * The maximum tokens of the answer. Null for the model's own limit. Dialects that require a limit then send
   * `fallbackMaxOutputTokens`.
   */
  maxOutputTokens: number | null;
  /** Sequences that end the answer. Empty for none. */
  stop: readonly string[];
  /** For repeatable answers if the provider supports it. Ignored otherwise. */
  seed: number | null;
  /**
   * Text that the answer must continue, sent as the last assistant message. Only set for models whose catalog entry
   * says `prefill`. The answer's deltas do not repeat it. Null: a new answer.
   */
  prefill: string | null;
  /** How to cache the prompt at a provider with explicit caching. Absent: `auto`, for a short time. */
  promptCache?: PromptCache;
  /** Settings that only some protocols and models have. Absent: none. An unsupported setting becomes a warning. */
  settings?: RequestSettings;
  /** Options for one provider only, which receives them unchanged in the body of the call. Absent: none. */
  providerOptions?: ProviderOptions;
  /**
   * Members of the body that the operator adds. The request's own members override them: objects are merged member by
   * member, and any other value of the request replaces the operator's. Absent: none.
   */
  extraBody?: Readonly<Record<string, unknown>>;
  /** The facts of the model that the adapter needs. */
  traits: ModelTraits;
};

/** Facts about a model that change the form of its requests. */
export type ModelTraits = {
  /**
   * Whether it reasons before it answers. OpenAI's o-series and GPT-5 require `max_completion_tokens` and refuse
   * sampling settings.
   */
  thinksFirst: boolean;
  /** The protocol for a provider with both of OpenAI's protocols. Absent: chat completions. */
  api?: 'responses';
  /** Whether it accepts temperature and top-p. */
  sampling: boolean;
  /** The output limit for a dialect that requires one if the caller set none. Tokens. */
  fallbackMaxOutputTokens: number;
  /** The window that the prompt and the answer share, tokens. Absent: not known. */
  contextWindow?: number;
  /** The counted tokens of the prompt. Absent: not known. */
  inputTokens?: number;
  /** The shortest prompt that its provider caches, tokens. Absent: 1,024. */
  cacheMinTokens?: number;
  /**
   * The reasoning efforts that the model accepts, the least first. Empty if it accepts none. Absent: not known. The
   * effort of a request is one of them.
   */
  efforts?: readonly ReasoningEffort[];
};

/**
 * `auto`: sets breakpoints if the caller set none and the prompt is long enough for a saving. `marked`: only the
 * caller's breakpoints. `off`: none. `ttl`: five minutes or an hour, for breakpoints set by `auto`.
 */
export type PromptCache = { mode: 'auto' | 'marked' | 'off'; ttl: 'short' | 'long' };

/** The required form of the answer. */
export type ResponseFormat =
  | { type: 'text' }
  /** Any JSON value. */
  | { type: 'json' }
  /**
   * JSON that fits a schema. `name` and `description` label it for the provider. `strict`: as the caller wrote it;
   * absent: if the schema allows it.
   */
  | {
      type: 'json-schema';
      name: string;
      schema: Readonly<Record<string, unknown>>;
      description?: string;
      strict?: boolean;
    };
