/** What the catalog has to know of a vendor: a provider whose ways are built in. `Vendor` of the providers package fits. */
export type VendorFacts = {
  /** `openai`. */
  id: string;
  /** `OpenAI`. */
  displayName: string;
  dialect: string;
  /** Null where each customer has an address of its own. */
  defaultBaseUrl: string | null;
  /** Names of the environment variables that configure it. */
  environment: {
    /** `OPENAI_API_KEY`; null where there is no key. */
    apiKey: string | null;
    /** `OPENAI_BASE_URL`. */
    baseUrl: string | null;
    /** What only this vendor understands, by its name in `ProviderSettings.extra`: `organization` → `OPENAI_ORGANIZATION`. */
    extra: Readonly<Record<string, string>>;
    /** Those of `extra` without which it cannot be used: `region` → `AWS_REGION`. Default: none. */
    required?: Readonly<Record<string, string>>;
    /** Those of `extra` that together stand in for the key: AWS credentials. Default: nothing does. */
    insteadOfKey?: readonly string[];
  };
  isLocal: boolean;
  needsKey: boolean;
};
