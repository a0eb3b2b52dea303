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
  /** How long a connection may take to open. Milliseconds, default 3,000. */
  connectTimeoutMs: number;
  /** The most sockets to one provider. Default 4,096. */
  maxConnections: number;
  /** What only one vendor understands: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  /** How much of what it sends is taken. Default: `defaultUpstreamLimits`. */
  limits?: UpstreamLimits;
};
