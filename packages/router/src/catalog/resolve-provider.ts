import { readProxies } from '@penstock/providers';
import { knownVendor } from '../policy/known-vendor.ts';
import type { Policy } from '../policy/policy.ts';
import type { ProviderPolicy } from '../policy/provider-policy.ts';
import { withoutTrailingSlash } from '../policy/translate/to-provider-policy.ts';
import type { VendorFacts } from '../policy/vendor-facts.ts';
import type { Provider } from './provider.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The addresses of the simulator within the service, by dialect. */
export type Sandbox = {
  baseUrl(dialect: 'openai' | 'responses' | 'anthropic' | 'google' | 'cohere' | 'ollama'): string;
};

export type ProviderSources = {
  /** The file's entry, with all defaults. */
  policy: ProviderPolicy;
  vendor: VendorFacts | null;
  environment: Environment;
  /** Null if none runs. */
  sandbox: Sandbox | null;
};

/** The simulator requires a key, like a provider, and accepts any key. */
const sandboxKey = 'sandbox';

/** Builds a provider: the policy before the environment, the environment before the vendor's own values. */
export function resolveProvider(sources: ProviderSources): Provider {
  const { policy, vendor, environment } = sources;
  const dialect = policy.dialect ?? vendor?.dialect ?? 'openai';
  const speaksAsVendor = vendor !== null && vendor.dialect === dialect && !policy.isSandbox;
  const ownKey = policy.apiKey ?? readVariable(environment, keyVariables(policy.id, vendor));
  const apiKey = policy.isSandbox ? (ownKey ?? sandboxKey) : ownKey;
  const address = policy.baseUrl ?? readVariable(environment, addressVariables(policy.id, vendor));
  const ownAddress = policy.isSandbox ? sandboxAddress(sources, dialect) : address;
  const baseUrl = ownAddress ?? (speaksAsVendor ? vendor.defaultBaseUrl : null);
  const extra = { ...extraOf(vendor, environment), ...policy.extra };
  const proxies = readProxies(environment);
  const setupHint = missingPart(sources, { apiKey, address, baseUrl, extra });
  const isLocal = policy.isLocal ?? vendor?.isLocal ?? false;
  return {
    id: policy.id,
    vendorId: speaksAsVendor ? vendor.id : null,
    displayName: policy.displayName ?? (vendor?.id === policy.id ? vendor.displayName : policy.id),
    dialect,
    baseUrl: shownAddress(baseUrl, policy),
    isLocal,
    isSandbox: policy.isSandbox,
    isConfigured: setupHint === null,
    setupHint,
    settings: {
      id: policy.id,
      baseUrl: ownAddress,
      apiKey,
      headers: policy.headers,
      ...(policy.isUnstreamed && { isUnstreamed: true }),
      ...(!policy.takesStreamOptions && { takesStreamOptions: false }),
      connectTimeoutMs: policy.timeouts.connectMs,
      maxConnections: policy.maxConnections,
      extra,
      ...(policy.fetchesImages !== null && { fetchesImages: policy.fetchesImages }),
      ...(policy.numCtx !== null && { numCtx: policy.numCtx }),
      ...(policy.maxNumCtx !== null && { maxNumCtx: policy.maxNumCtx }),
      ...(isLocal && { isLocal }),
      ...(proxies !== null && !policy.isSandbox && { proxies }),
    },
    api: policy.api,
    extraBody: policy.extraBody,
    statedCost: statedCostOf(policy, speaksAsVendor ? vendor : null),
    timeouts: policy.timeouts,
    retry: policy.retry,
  };
}

function statedCostOf({ prefersStatedCost }: ProviderPolicy, vendor: VendorFacts | null): Provider['statedCost'] {
  if (prefersStatedCost !== null) return prefersStatedCost ? 'first' : 'unpriced';
  return vendor?.statesCost === true ? 'before-list' : 'unpriced';
}

type Found = {
  apiKey: string | null;
  address: string | null;
  baseUrl: string | null;
  extra: Readonly<Record<string, string>>;
};

/** An address in a form that may be shown. A variable in it may hold a secret, and so may user, password and query. */
function shownAddress(baseUrl: string | null, { writtenBaseUrl, baseUrl: stated }: ProviderPolicy): string | null {
  if (baseUrl === null) return null;
  if (writtenBaseUrl !== null && stated !== null) return writtenBaseUrl;
  const url = URL.parse(baseUrl);
  if (url === null || (url.username === '' && url.password === '' && url.search === '' && url.hash === ''))
    return baseUrl;
  return withoutTrailingSlash(`${url.origin}${url.pathname}`);
}

/** The missing setting, as `set OPENAI_API_KEY`. Null if all are set. */
function missingPart({ policy, vendor }: ProviderSources, found: Found): string | null {
  if (policy.isSandbox) return found.baseUrl === null ? 'the sandbox is not running' : null;
  if (policy.missingVariables.length > 0) return `set ${policy.missingVariables.join(' and ')}`;
  const wanted: string[] = [];
  const key = missingKey(policy.id, vendor, found);
  if (key !== null) wanted.push(key);
  if (found.baseUrl === null) wanted.push(addressVariables(policy.id, vendor)[0] ?? 'its address');
  for (const [name, variable] of Object.entries(vendor?.environment.required ?? {})) {
    if (found.extra[name] === undefined) wanted.push(variable);
  }
  if (wanted.length > 0) return `set ${wanted.join(' and ')}`;
  if (!/^https?:$/.test(URL.parse(found.baseUrl ?? '')?.protocol ?? '')) {
    return `set ${addressVariables(policy.id, vendor)[0]} to an http:// or https:// address`;
  }
  // Penstock does not assume that a local server runs at its usual address.
  if (vendor?.isLocal === true && found.address === null) {
    return `set ${addressVariables(policy.id, vendor)[0]}, as ${vendor.defaultBaseUrl}`;
  }
  return null;
}

/** The variable for the key, or for its replacement. Null if one of them is set. */
function missingKey(id: string, vendor: VendorFacts | null, found: Found): string | null {
  if (vendor?.needsKey !== true || found.apiKey !== null) return null;
  const key = keyVariables(id, vendor)[0] ?? 'its key';
  const { insteadOfKey = [], extra } = vendor.environment;
  if (insteadOfKey.length === 0) return key;
  if (insteadOfKey.every((name) => found.extra[name] !== undefined)) return null;
  return `${key} (or ${insteadOfKey.map((name) => extra[name]).join(' and ')})`;
}

function sandboxAddress({ sandbox }: ProviderSources, dialect: string): string | null {
  if (sandbox === null) return null;
  switch (dialect) {
    case 'openai':
    case 'responses':
    case 'anthropic':
    case 'google':
    case 'cohere':
    case 'ollama':
      return sandbox.baseUrl(dialect);
    default:
      return null;
  }
}

/** The variables of a provider's address, if the policy states none. */
export function providerAddressVariables(
  { providers }: Pick<Policy, 'providers'>,
  id: string,
  vendors: readonly VendorFacts[],
): readonly string[] {
  const stated = providers.find((provider) => provider.id === id);
  if (stated !== undefined && (stated.baseUrl !== null || stated.isSandbox)) return [];
  return addressVariables(id, knownVendor(stated?.vendorId ?? id, vendors));
}

/** `my-vllm` → `MY_VLLM`. */
function variablePrefix(id: string): string {
  return id.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
}

/** A provider that uses a vendor's settings under another id reads its own variable first. */
function keyVariables(id: string, vendor: VendorFacts | null): string[] {
  const own = `${variablePrefix(id)}_API_KEY`;
  const vendors = vendor?.environment.apiKey ?? null;
  if (vendor?.id === id) return vendors === null ? [] : [vendors];
  return vendors === null ? [own] : [own, vendors];
}

function addressVariables(id: string, vendor: VendorFacts | null): string[] {
  const own = `${variablePrefix(id)}_BASE_URL`;
  const vendors = vendor?.environment.baseUrl ?? null;
  return vendor?.id === id && vendors !== null ? [vendors] : [own];
}

function extraOf(vendor: VendorFacts | null, environment: Environment): Record<string, string> {
  const extra: Record<string, string> = {};
  for (const [name, variable] of Object.entries(vendor?.environment.extra ?? {})) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') extra[name] = value;
  }
  return extra;
}

function readVariable(environment: Environment, names: readonly string[]): string | null {
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return null;
}
