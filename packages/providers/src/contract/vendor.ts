import type { Adapter } from './adapter.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** The wire protocols that are built in. */
export type DialectId = 'openai' | 'anthropic' | 'google' | 'cohere' | 'ollama';

/** A provider whose ways are built in: all that sets it apart from others of its dialect. */
export type Vendor = {
  /** `openai`, `lm-studio`. */
  id: string;
  /** For people: `OpenAI`. */
  displayName: string;
  /** `ai-sdk` for those that are reached through a package of the AI SDK. */
  dialect: DialectId | 'ai-sdk';
  /** Null where each customer has an address of its own. */
  defaultBaseUrl: string | null;
  environment: VendorEnvironment;
  /** Runs on the operator's own machines. */
  isLocal: boolean;
  /** Whether it answers nobody without a key. */
  needsKey: boolean;
  /** Opens no connection yet. Throws `TypeError` when the settings lack an address. */
  createAdapter: (settings: ProviderSettings) => Adapter;
};

/** The names of the environment variables that configure a vendor. */
export type VendorEnvironment = {
  /** `OPENAI_API_KEY`; null where there is no key. */
  apiKey: string | null;
  /** `OPENAI_BASE_URL`; null where the address is not the operator's to choose. */
  baseUrl: string | null;
  /** What only this vendor understands, by its name in `ProviderSettings.extra`: `organization` → `OPENAI_ORGANIZATION`. */
  extra: Readonly<Record<string, string>>;
  /** Those of `extra` without which it cannot be used: `region` → `AWS_REGION`. Default: none. */
  required?: Readonly<Record<string, string>>;
  /** Those of `extra` that together stand in for the key: AWS credentials. Default: nothing does. */
  insteadOfKey?: readonly string[];
};
