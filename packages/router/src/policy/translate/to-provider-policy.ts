import { knownVendor } from '../known-vendor.ts';
import type { ProviderPolicy, RetryPolicy, Timeouts } from '../provider-policy.ts';
import type { ProviderEntry } from '../schema/provider-entry.ts';
import type { VendorFacts } from '../vendor-facts.ts';

const defaultTimeouts: Timeouts = {
  connectMs: 3_000,
  firstTokenMs: 10_000,
  thinkingFirstTokenMs: 120_000,
  idleMs: 15_000,
  aliveMs: 300_000,
  totalMs: 600_000,
};

/** A local server loads the model first, and sends nothing meanwhile. */
const localFirstTokenMs = 300_000;

const defaultRetry: RetryPolicy = { attempts: 3, baseMs: 250, maxMs: 4_000, waitForRetryAfterMs: 1_000 };

const defaultMaxConnections = 4_096;

/** The facts of an entry that only its text has. */
export type WrittenProvider = Pick<ProviderPolicy, 'missingVariables' | 'writtenBaseUrl'>;

/** Translates a checked entry into domain types, with every default. */
export function toProviderPolicy(
  id: string,
  entry: ProviderEntry,
  vendors: readonly VendorFacts[],
  { missingVariables = [], writtenBaseUrl = null }: Partial<WrittenProvider> = {},
): ProviderPolicy {
  const vendor = knownVendor(entry.vendor ?? id, vendors);
  return {
    id,
    vendorId: vendor?.id ?? null,
    displayName: entry.display_name ?? null,
    dialect: entry.dialect ?? null,
    api: entry.api ?? 'chat_completions',
    baseUrl: typeof entry.base_url === 'string' ? withoutTrailingSlash(entry.base_url) : null,
    writtenBaseUrl,
    apiKey: entry.api_key ?? null,
    isLocal: entry.local ?? null,
    isSandbox: entry.sandbox ?? false,
    headers: entry.headers ?? {},
    isUnstreamed: entry.unstreamed ?? false,
    takesStreamOptions: entry.stream_options ?? true,
    extra: extraOf(entry),
    prefersStatedCost: entry.prefer_stated_cost ?? null,
    timeouts: timeoutsOf(entry, entry.local ?? vendor?.isLocal ?? false),
    retry: retryOf(entry),
    maxConnections: entry.max_connections ?? defaultMaxConnections,
    fetchesImages: entry.fetch_images ?? null,
    numCtx: entry.num_ctx ?? null,
    maxNumCtx: entry.max_num_ctx ?? null,
    extraBody: entry.extra_body ?? null,
    missingVariables,
  };
}

function extraOf(entry: ProviderEntry): Record<string, string> {
  const extra: Record<string, string> = { ...entry.extra };
  if (typeof entry.organization === 'string') extra.organization = entry.organization;
  if (typeof entry.api_version === 'string') extra.apiVersion = entry.api_version;
  if (typeof entry.region === 'string') extra.region = entry.region;
  return extra;
}

function timeoutsOf({ timeouts = {} }: ProviderEntry, isLocal: boolean): Timeouts {
  const defaults = isLocal
    ? { ...defaultTimeouts, firstTokenMs: localFirstTokenMs, thinkingFirstTokenMs: localFirstTokenMs }
    : defaultTimeouts;
  return {
    connectMs: timeouts.connect_ms ?? defaults.connectMs,
    firstTokenMs: timeouts.first_token_ms ?? defaults.firstTokenMs,
    thinkingFirstTokenMs: timeouts.thinking_first_token_ms ?? defaults.thinkingFirstTokenMs,
    idleMs: timeouts.idle_ms ?? defaults.idleMs,
    aliveMs: timeouts.alive_ms ?? defaults.aliveMs,
    totalMs: timeouts.total_ms ?? defaults.totalMs,
  };
}

/** If only one limit is set, the default of the other adapts to it. */
function retryOf({ retry = {} }: ProviderEntry): RetryPolicy {
  const baseMs = retry.base_ms ?? Math.min(defaultRetry.baseMs, retry.max_ms ?? defaultRetry.baseMs);
  const maxMs = retry.max_ms ?? Math.max(defaultRetry.maxMs, baseMs);
  const {
    attempts = defaultRetry.attempts,
    wait_for_retry_after_ms: waitForRetryAfterMs = defaultRetry.waitForRetryAfterMs,
  } = retry;
  return { attempts, baseMs, maxMs, waitForRetryAfterMs };
}

/** An address without trailing slashes. */
export function withoutTrailingSlash(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}
