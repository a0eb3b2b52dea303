import type { OutgoingProxies } from '../http/outgoing-proxy.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

/** The operator's settings for calls to a provider. */
export type ProviderSettings = {
  /** The provider's id: `openai`, `my-vllm`. Errors contain it. */
  id: string;
  /** Without a trailing slash. Null for the vendor's own address. */
  baseUrl: string | null;
  /** Null if none is needed. Never logged. */
  apiKey: string | null;
  /** Sent with every call. They override the vendor's headers. */
  headers: Readonly<Record<string, string>>;
  /** Timeout for opening a connection. Milliseconds, default 3,000. */
  connectTimeoutMs: number;
  /** The maximum number of sockets to one provider. Default 4,096. */
  maxConnections: number;
  /** Settings that only one vendor has: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  /** Whether it never gets a request for a stream: its answers come as one document. Default: false. */
  isUnstreamed?: boolean;
  /** False if a provider of the openai dialect refuses `stream_options`. Default: true. */
  takesStreamOptions?: boolean;
  /** Whether it runs on the operator's own machines. Default: no. */
  isLocal?: boolean;
  /** Proxies of the calls. Default: none. */
  proxies?: OutgoingProxies;
  /** The limits of a response. Default: `defaultUpstreamLimits`. */
  limits?: UpstreamLimits;
  /** Whether Penstock fetches images by address. Default: for providers that accept images only by value. */
  fetchesImages?: boolean;
  /** Ollama's window for every request. Tokens, default: as large as prompt and answer need. */
  numCtx?: number;
  /** Ollama's window is the model's window, up to this limit. Tokens, default: as `numCtx`. */
  maxNumCtx?: number;
};
