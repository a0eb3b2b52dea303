import type { OutgoingProxies } from '../http/outgoing-proxy.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

/** How a provider is reached, as an operator configures it. */
export type ProviderSettings = {
  /** The provider's id: `openai`, `my-vllm`. Names it in errors. */
  id: string;
  /** Without a trailing slash; null for the vendor's own address. */
  baseUrl: string | null;
  /** Null where none is needed. Never logged. */
  apiKey: string | null;
  /** Sent with every call, over the vendor's own headers. */
  headers: Readonly<Record<string, string>>;
  /** Timeout for opening a connection. Milliseconds, default 3,000. */
  connectTimeoutMs: number;
  /** The most sockets to one provider. Default 4,096. */
  maxConnections: number;
  /** Settings that only one vendor has: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  /** Whether it is never asked for a stream: its answers come as one document. Default: false. */
  isUnstreamed?: boolean;
  /** False where it refuses `stream_options`, of the openai dialect. Default: true. */
  takesStreamOptions?: boolean;
  /** Whether it runs on the operator's own machines. Default: no. */
  isLocal?: boolean;
  /** Proxies of the calls. Default: none. */
  proxies?: OutgoingProxies;
  /** The limits of a response. Default: `defaultUpstreamLimits`. */
  limits?: UpstreamLimits;
  /** Whether images by address are fetched here. Default: for providers that take images by value only. */
  fetchesImages?: boolean;
  /** Ollama's window of every request. Tokens, default: as large as prompt and answer need. */
  numCtx?: number;
  /** Ollama's window is that of the model, and at most this. Tokens, default: as `numCtx`. */
  maxNumCtx?: number;
};
