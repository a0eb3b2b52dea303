/** OpenAI's two protocols for answers. */
export type OpenAiApi = 'chat_completions' | 'responses';

/** The file's entry for a provider. Null: the file does not set it, and the vendor's value applies. */
export type ProviderPolicy = {
  /** `openai`, `my-vllm`. */
  id: string;
  /** The vendor whose address, dialect and environment variables apply. Null for none. */
  vendorId: string | null;
  displayName: string | null;
  dialect: string | null;
  /** The protocol for its models, if it has both of OpenAI's protocols. Default `chat_completions`. */
  api: OpenAiApi;
  /** Without a trailing slash. */
  baseUrl: string | null;
  /** The file's text for an address from a variable. Shown instead of `baseUrl`. */
  writtenBaseUrl: string | null;
  /** Never logged, never part of an issue. */
  apiKey: string | null;
  /** Whether it runs on the operator's own machines: free, and first for LOCAL_FIRST. */
  isLocal: boolean | null;
  /** Whether the simulator within the service answers. Its address is known only at start. */
  isSandbox: boolean;
  headers: Readonly<Record<string, string>>;
  /** Whether it never gets a request for a stream. Its answers come as one document. */
  isUnstreamed: boolean;
  /** False if it refuses `stream_options`. */
  takesStreamOptions: boolean;
  /** Settings that only one vendor has: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  /** Whether a cost in its answers counts before any price. Null: the vendor's own rule. */
  prefersStatedCost: boolean | null;
  timeouts: Timeouts;
  retry: RetryPolicy;
  /** The maximum number of sockets to it. Default 4,096. */
  maxConnections: number;
  /** Whether Penstock fetches images by address. Null: if the provider accepts them only by value. */
  fetchesImages: boolean | null;
  /** Ollama's window for every request, tokens. Null: as large as the request needs. */
  numCtx: number | null;
  /** Every request to Ollama gets the model's window, up to this limit, tokens. Null: as large as the request needs. */
  maxNumCtx: number | null;
  /** Members added to every request. Null for none. */
  extraBody: Readonly<Record<string, unknown>> | null;
  /** Unset environment variables that its entry names. With any, it counts as not configured. */
  missingVariables: readonly string[];
};

/** The timeouts of one attempt, milliseconds. */
export type Timeouts = {
  /** Time to open a connection. Default 3,000. */
  connectMs: number;
  /**
   * Time from the request to the first token. Default 10,000; 300,000 for a local provider, which may load the model.
   */
  firstTokenMs: number;
  /** The same for models that reason first. Default 120,000; 300,000 for a local provider. */
  thinkingFirstTokenMs: number;
  /** Time between two tokens. Default 15,000. */
  idleMs: number;
  /**
   * Time between two tokens, and to the first, while pings and comments show that the connection lives. Default
   * 300,000.
   */
  aliveMs: number;
  /** Time of the whole attempt. Default 600,000. */
  totalMs: number;
};

/** How often the same model is retried within one generation, and with which pauses. */
export type RetryPolicy = {
  /** Total number of calls, the first included. Default 3; 1 never retries. */
  attempts: number;
  /** The pause before the second call, milliseconds; it doubles with each further call, and is jittered. Default 250. */
  baseMs: number;
  /** The longest pause, milliseconds. Default 4,000. */
  maxMs: number;
  /** The longest `Retry-After` to wait for before the next model, milliseconds. Default 1,000. */
  waitForRetryAfterMs: number;
};
