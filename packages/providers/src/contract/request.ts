import type { Message } from './message.ts';
import type { ProviderOptions } from './provider-options.ts';
import type { ReasoningEffort, RequestSettings } from './settings.ts';
import type { NativeTool, Tool, ToolChoice } from './tool.ts';

/** One call to one model. Everything here is already checked; an adapter only translates. */
export type ModelRequest = {
  /** The model's name as the provider knows it, without the `provider/` prefix. */
  model: string;
  /** In order; at least one. */
  messages: readonly Message[];
  /** Empty for none. */
  tools: readonly Tool[];
  /** Null leaves it to the provider (which means `auto` wherever tools are given). */
  toolChoice: ToolChoice | null;
  /** Tools that only one dialect knows, in order. Absent: none. */
  nativeTools?: readonly NativeTool[];
  /**
   * The dialect that the caller wrote the request in, where its providers should get settings as they were written.
   * Absent: settings are adapted to every provider.
   */
  writtenIn?: 'anthropic';
  /** Names of a provider's trial features, as in Anthropic's header `anthropic-beta`. Absent: none. */
  betas?: readonly string[];
  responseFormat: ResponseFormat;
  /** 0–2, null for the provider's default. Adapters leave it out for models that refuse it (`sampling: false`). */
  temperature: number | null;
  /** 0–1, null for the provider's default. */
  topP: number | null;
  /**
   * The most tokens to produce, null for the model's own limit. Dialects that require a limit then send
   * `fallbackMaxOutputTokens`.
   */
  maxOutputTokens: number | null;
  /** Sequences that end the answer; empty for none. */
  stop: readonly string[];
  /** For repeatable answers where the provider supports it; ignored elsewhere. */
  seed: number | null;
  /**
   * Text that the answer must continue, sent as the last assistant message. Only set for models whose catalog entry
   * says `prefill`. The answer's deltas do not repeat it. Null: a new answer.
   */
  prefill: string | null;
  /** How the prompt is cached where a provider needs to be told. Absent: `auto`, for a short time. */
  promptCache?: PromptCache;
  /** Settings that only some protocols and models have. Absent: none. One that cannot be honoured becomes a warning. */
  settings?: RequestSettings;
  /** For one provider only, which receives them unchanged in the body of the call. Absent: none. */
  providerOptions?: ProviderOptions;
  /**
   * Members of the body that the operator adds. The request's own members come first: objects are joined member by
   * member, any other value of the request replaces the operator's. Absent: none.
   */
  extraBody?: Readonly<Record<string, unknown>>;
  /** The facts of the model that the adapter needs. */
  traits: ModelTraits;
};

/** Facts about a model that change the form of its requests. */
export type ModelTraits = {
  /**
   * Reasons before it answers: OpenAI's o-series and GPT-5 require `max_completion_tokens` and refuse sampling
   * settings.
   */
  thinksFirst: boolean;
  /** How a provider that has both of OpenAI's protocols is called. Absent: by chat completions. */
  api?: 'responses';
  /** Accepts temperature and top-p. */
  sampling: boolean;
  /** The output limit where the dialect requires one and the caller named none. Tokens. */
  fallbackMaxOutputTokens: number;
  /** The window that the prompt and the answer share, tokens. Absent: not known. */
  contextWindow?: number;
  /** The prompt as counted, tokens. Absent: not known. */
  inputTokens?: number;
  /** The shortest prompt that its provider caches, tokens. Absent: 1,024. */
  cacheMinTokens?: number;
  /**
   * The efforts of reasoning that the model takes, the least first; empty where it takes none. Absent: not known. The
   * effort of a request is one of them.
   */
  efforts?: readonly ReasoningEffort[];
};

/**
 * `auto`: breakpoints are set where the caller set none, and the prompt is long enough to gain. `marked`: only those of
 * the caller. `off`: none. `ttl`: five minutes or an hour, for breakpoints set by `auto`.
 */
export type PromptCache = { mode: 'auto' | 'marked' | 'off'; ttl: 'short' | 'long' };

/** The form the answer must have. */
export type ResponseFormat =
  | { type: 'text' }
  /** Any JSON value. */
  | { type: 'json' }
  /**
   * JSON that fits a schema; `name` and `description` label it for the provider. `strict`: as the caller wrote it; absent:
   * where the schema allows it.
   */
  | {
      type: 'json-schema';
      name: string;
      schema: Readonly<Record<string, unknown>>;
      description?: string;
      strict?: boolean;
    };
