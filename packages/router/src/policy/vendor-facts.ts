/** The facts of a built-in provider that the catalog needs. `Vendor` of the providers package fits. */
export type VendorFacts = {
  /** `openai`. */
  id: string;
  /** `OpenAI`. */
  displayName: string;
  dialect: string;
  /** Null if each customer has its own address. */
  defaultBaseUrl: string | null;
  /** Names of the environment variables that configure it. */
  environment: {
    /** `OPENAI_API_KEY`. Null if there is no key. */
    apiKey: string | null;
    /** `OPENAI_BASE_URL`. */
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
  isLocal: boolean;
  needsKey: boolean;
  /** Whether its answers state their cost as billed. Default: false. */
  statesCost?: boolean;
};
