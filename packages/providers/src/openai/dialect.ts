import type { ModelRequest } from '../contract/request.ts';

/** How the providers of the openai dialect differ. Every member has a default, which is what OpenAI itself wants. */
export type OpenAiDialect = {
  /** Path of the chat call. Default `/chat/completions`. */
  chatPath: (request: ModelRequest) => string;
  /** Path of the embeddings call. Default `/embeddings`. */
  embeddingsPath: (model: string) => string;
  /** The field of the length of vectors. Default `dimensions`. */
  dimensionsField: 'dimensions' | 'output_dimension';
  /** Path of the list of models. Default `/models`. */
  modelsPath: string;
  /** False where the provider has no such list: being told so still shows that it is there. Default true. */
  listsModels: boolean;
  /** The field of the output limit. `by-model` sends the newer one to models that think first. Default `by-model`. */
  outputLimitField: 'max_tokens' | 'max_completion_tokens' | 'by-model';
  /** Whether usage comes only if asked for by `stream_options`. Default true. */
  mustAskForUsage: boolean;
  /** Default `seed`; null where the provider takes none. */
  seedField: 'seed' | 'random_seed' | null;
  /** How a schema for the answer is given: natively, or as instructions beside JSON mode. Default `native`. */
  schemaMode: 'native' | 'instructions';
  /** How JSON without a schema is asked for; some know only schemas, or nothing at all. Default `json_object`. */
  jsonMode: 'json_object' | 'open-schema' | 'instructions';
  /** How an answer that must go on is asked for. Default `none`: refused before it is sent. */
  prefill: 'none' | 'last-message' | 'prefix-flag' | 'continue-flag';
  /** Whether the answer repeats the text that it goes on from. Default false. */
  repeatsPrefill: boolean;
  /** What ids of tool calls must look like. Default `any`. */
  toolCallIds: 'any' | 'nine-letters';
  /**
   * Where a caller's own reasoning of an earlier answer goes; null where the provider refuses it. What the provider gave
   * itself goes back in the member that it came in. Default null.
   */
  reasoningField: ReasoningField | null;
  /**
   * Whether members that OpenAI does not define may be sent, which others refuse: `cache_control` of parts, and
   * `reasoning_details` and `extra_content` of which nobody knows who gave them. Default false.
   */
  takesUnknownMembers: boolean;
  /** How documents are taken: by value, by address too, or as Mistral's `document_url`. Default `by-value`. */
  documents: 'by-value' | 'by-address' | 'document-url';
};

/** The member of a message that holds reasoning; `thinking`: parts of its content, as Mistral has them. */
export type ReasoningField = 'reasoning_content' | 'reasoning' | 'thinking';

/** What OpenAI itself wants. */
export const openAiDefaults: OpenAiDialect = Object.freeze({
  chatPath: () => '/chat/completions',
  embeddingsPath: () => '/embeddings',
  dimensionsField: 'dimensions',
  modelsPath: '/models',
  listsModels: true,
  outputLimitField: 'by-model',
  mustAskForUsage: true,
  seedField: 'seed',
  schemaMode: 'native',
  jsonMode: 'json_object',
  prefill: 'none',
  repeatsPrefill: false,
  toolCallIds: 'any',
  reasoningField: null,
  takesUnknownMembers: false,
  documents: 'by-value',
});
