/** OpenAI's two protocols for answers. */
export type OpenAiApi = 'chat_completions' | 'responses';

/** The file's entry for a provider. Null: the file says nothing, and the vendor's own value applies. */
export type ProviderPolicy = {
  /** `openai`, `my-vllm`. */
  id: string;
  /** The vendor whose address, dialect and environment variables apply; null for none. */
  vendorId: string | null;
  displayName: string | null;
  dialect: string | null;
  /** How its models are called, where it has both of OpenAI's protocols. Default `chat_completions`. */
  api: OpenAiApi;
  /** Without a trailing slash. */
  baseUrl: string | null;
  /** The file's text for an address from a variable: shown instead of `baseUrl`. */
  writtenBaseUrl: string | null;
  /** Never logged, never part of an issue. */
  apiKey: string | null;
  /** On the operator's own machines: free, and first for LOCAL_FIRST. */
  isLocal: boolean | null;
  /** Answered by the simulator within the service; its address is known only at start. */
  isSandbox: boolean;
  headers: Readonly<Record<string, string>>;
  /** Never asked for a stream: its answers come as one document. */
  isUnstreamed: boolean;
  /** False where it refuses `stream_options`. */
  takesStreamOptions: boolean;
  /** Settings that only one vendor has: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  /** Whether a cost that its answers state counts before any price; null: the vendor's own. */
  prefersStatedCost: boolean | null;
  timeouts: Timeouts;
  retry: RetryPolicy;
  /** The most sockets to it. Default 4,096. */
  maxConnections: number;
  /** Whether images by address are fetched here; null: where the provider takes them by value only. */
  fetchesImages: boolean | null;
  /** Ollama's window of every request, tokens; null: as the request needs. */
  numCtx: number | null;
  /** Every request of Ollama has the model's window, at most this, tokens; null: as the request needs. */
  maxNumCtx: number | null;
  /** Members added to every request; null for none. */
  extraBody: Readonly<Record<string, unknown>> | null;
  /** Unset environment variables that its entry names: it counts as not configured. */
  missingVariables: readonly string[];
};

/** The timeouts of one attempt, milliseconds. */
export type Timeouts = {
  /** For opening a connection. Default 3,000. */
  connectMs: number;
  /** From the request to the first token. Default 10,000; 300,000 for a local provider, which may load the model. */
  firstTokenMs: number;
  /** The same for models that reason first. Default 120,000; 300,000 for a local provider. */
  thinkingFirstTokenMs: number;
  /** Between two tokens. Default 15,000. */
  idleMs: number;
  /** The same, and to the first token, while pings and comments show that the connection lives. Default 300,000. */
  aliveMs: number;
  /** The whole attempt. Default 600,000. */
  totalMs: number;
};

/** How often and with which pauses the same model is retried within one generation. */
export type RetryPolicy = {
  /** Calls in all, the first included. Default 3; 1 never retries. */
  attempts: number;
  /** The pause before the second call, milliseconds; it doubles with each further call, and is jittered. Default 250. */
  baseMs: number;
  /** The longest pause, milliseconds. Default 4,000. */
  maxMs: number;
  /** The longest `Retry-After` that is waited for before the next model, milliseconds. Default 1,000. */
  waitForRetryAfterMs: number;
};
