import type { ModelRequest } from '../contract/request.ts';

/** The differences between providers of the openai dialect. The default of every member is OpenAI's own form. */
export type OpenAiDialect = {
  /** Path of the chat call. Default `/chat/completions`. */
  chatPath: (request: ModelRequest) => string;
  /** Path of the call by Responses. Default `/responses`. */
  responsesPath: string;
  /** Path of the embeddings call. Default `/embeddings`. */
  embeddingsPath: (model: string) => string;
  /** The field for the length of vectors. Default `dimensions`. */
  dimensionsField: 'dimensions' | 'output_dimension';
  /** Path of the list of models. Default `/models`. */
  modelsPath: string;
  /**
   * False if no list has the names that a call may use. Its answer, or its error, only shows that the provider
   * responds. Default true.
   */
  listsModels: boolean;
  /** The field of the output limit. `by-model` uses the newer field for reasoning models. Default `by-model`. */
  outputLimitField: 'max_tokens' | 'max_completion_tokens' | 'by-model';
  /** Whether usage must be requested by `stream_options`. Default true. */
  mustRequestUsage: boolean;
  /** Default `seed`. Null if the provider has no seed. */
  seedField: 'seed' | 'random_seed' | null;
  /** How a schema for the answer is sent: natively, or as instructions with JSON mode. Default `native`. */
  schemaMode: 'native' | 'instructions';
  /** How JSON without a schema is requested; some providers only support schemas, or neither. Default `json_object`. */
  jsonMode: 'json_object' | 'open-schema' | 'instructions';
  /** How the continuation of an answer is requested. Default `none`: refused before it is sent. */
  prefill: 'none' | 'last-message' | 'prefix-flag' | 'continue-flag';
  /** Whether the answer repeats the text that it continues. Default false. */
  repeatsPrefill: boolean;
  /** Whether user and assistant must alternate, without empty messages. Default false. */
  alternatesRoles: boolean;
  /** The form of tool call ids. Default `any`. */
  toolCallIds: 'any' | 'nine-letters';
  /**
   * The member for a caller's own reasoning of an earlier answer. Null if the provider refuses it. The provider's own
   * reasoning goes back in its original member. Default null.
   */
  reasoningField: ReasoningField | null;
  /**
   * Whether members that OpenAI does not define may be sent: `cache_control` of parts, and `reasoning_details` and
   * `extra_content` of an unknown provider. Strict vendors refuse them. Default false.
   */
  takesUnknownMembers: boolean;
  /** Whether a model's prompt is cached only at marks. Default: for no model. */
  needsBreakpoints: (model: string) => boolean;
  /**
   * How reasoning is requested: `reasoning_effort`; OpenRouter's `reasoning`; `thinking` on or off in addition to the
   * effort, as DeepSeek does; Qwen's `enable_thinking`; vLLM's `chat_template_kwargs`. Default `effort`.
   */
  reasoningForm: ReasoningForm;
  /** Whether tools that take a text are supported, as by OpenAI's newer models. Default false. */
  customTools: boolean;
  /** How documents are accepted: by value, by address too, or as Mistral's `document_url`. Default `by-value`. */
  documents: 'by-value' | 'by-address' | 'document-url';
  /** Whether it has OpenAI's batches with their files. Default false. */
  hasBatches: boolean;
};

export type ReasoningForm = (typeof reasoningForms)[number];

/** All forms of a request for reasoning. */
export const reasoningForms = ['effort', 'reasoning', 'thinking', 'enable-thinking', 'chat-template'] as const;

/** The member of a message with its reasoning. `thinking`: parts of its content, as Mistral sends them. */
export type ReasoningField = 'reasoning_content' | 'reasoning' | 'thinking';

/** OpenAI's own form. */
export const openAiDefaults: OpenAiDialect = Object.freeze({
  chatPath: () => '/chat/completions',
  responsesPath: '/responses',
  embeddingsPath: () => '/embeddings',
  dimensionsField: 'dimensions',
  modelsPath: '/models',
  listsModels: true,
  outputLimitField: 'by-model',
  mustRequestUsage: true,
  seedField: 'seed',
  schemaMode: 'native',
  jsonMode: 'json_object',
  prefill: 'none',
  repeatsPrefill: false,
  alternatesRoles: false,
  toolCallIds: 'any',
  reasoningField: null,
  takesUnknownMembers: false,
  needsBreakpoints: () => false,
  reasoningForm: 'effort',
  customTools: false,
  documents: 'by-value',
  hasBatches: false,
});
