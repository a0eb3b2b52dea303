import type { Adapter } from './adapter.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** The built-in wire protocols. */
export type DialectId = 'openai' | 'responses' | 'anthropic' | 'google' | 'cohere' | 'ollama';

/** A built-in provider: its differences from others of its dialect. */
export type Vendor = {
  /** `openai`, `lm-studio`. */
  id: string;
  /** Display name: `OpenAI`. */
  displayName: string;
  /** `ai-sdk`: the vendor is called through a package of the AI SDK. */
  dialect: DialectId | 'ai-sdk';
  /** Null if each customer has its own address. */
  defaultBaseUrl: string | null;
  environment: VendorEnvironment;
  /** Whether it runs on the operator's own machines. */
  isLocal: boolean;
  /** Whether it refuses requests without a key. */
  needsKey: boolean;
  /** Whether its answers state their cost as billed. Default: false. */
  statesCost?: boolean;
  /** Whether it accepts images only by value. Penstock then fetches images by address. Default: false. */
  takesImagesByValue?: true;
  /** Opens no connection yet. Throws `TypeError` if the settings lack an address. */
  createAdapter: (settings: ProviderSettings) => Adapter;
};

/** The names of the environment variables that configure a vendor. */
export type VendorEnvironment = {
  /** `OPENAI_API_KEY`. Null if there is no key. */
  apiKey: string | null;
  /** `OPENAI_BASE_URL`. Null if the operator cannot choose the address. */
  baseUrl: string | null;
  /**
   * Settings that only this vendor has, by their name in `ProviderSettings.extra`: `organization` →
   * `OPENAI_ORGANIZATION`.
   */
  extra: Readonly<Record<string, string>>;
  /** Required members of `extra`: `region` → `AWS_REGION`. Default: none. */
  required?: Readonly<Record<string, string>>;
  /** Members of `extra` that together replace the key: AWS credentials. Default: none. */
  insteadOfKey?: readonly string[];
};
