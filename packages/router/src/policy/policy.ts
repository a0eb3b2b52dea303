import type { ModelPolicy } from './model-policy.ts';
import type { ProviderPolicy } from './provider-policy.ts';
import type { RoutingPolicy } from './routing-policy.ts';
import type { accessRoles } from './schema/access-entry.ts';

/** An operator's decisions from one policy file: checked, with all defaults. */
export type Policy = {
  /** In the file's order. Vendors that the file does not mention are absent. */
  providers: readonly ProviderPolicy[];
  /** In the file's order. */
  models: readonly ModelPolicy[];
  routing: RoutingPolicy;
  costControls: CostControls;
  retention: RetentionPolicy;
  access: AccessPolicy;
  attribution: AttributionPolicy;
  features: Features;
};

/** The limits of the classic format, US dollars. Null for none. */
export type CostControls = {
  dailyBudgetUsd: number | null;
  perRequestLimitUsd: number | null;
  /** Share of the budget, 0–1, at which an alert is sent. Default 0.8. */
  alertThreshold: number;
  /** Whether models without a price may be used if a cost limit or a budget applies. Default false. */
  allowsUnpriced: boolean;
};

/** The stored parts of generations, and for how long. */
export type RetentionPolicy = {
  /** Whether prompts and answers are stored. Default true. */
  keepsContent: boolean;
  /** Whether content is stored, by workspace, for workspaces that differ. */
  workspaces: ReadonlyMap<string, boolean>;
  /** Days after which content is removed. Null for never, the default. */
  contentDays: number | null;
  /** Days after which records are removed, content included. Null for never, the default. */
  recordDays: number | null;
  /** Days after which entries of the audit log are removed. Default 365. */
  auditDays: number;
};

/** The permissions of people. */
export type AccessPolicy = { oidc: OidcPolicy };

/** The permissions of people who sign in through the identity provider. */
export type OidcPolicy = {
  /** The claim with the values of `roles`. Null for the default. */
  claim: string | null;
  /** By value of the claim, in the file's order. */
  roles: ReadonlyMap<string, RoleMapping>;
};

export type RoleMapping = {
  role: (typeof accessRoles)[number];
  /** Null for ADMIN and OPERATOR, who have access to all workspaces. */
  workspaceId: string | null;
};

/** The recorded facts of callers. */
export type AttributionPolicy = {
  /** Whether the name of a request's client, from its `User-Agent`, becomes a tag. Default false. */
  tagsUserAgents: boolean;
};

/** The response cache of the policy. */
export type CachePolicy = {
  /** How long an answer is kept, milliseconds. Default one hour. */
  ttlMs: number;
  /** Task types whose calls read and write the cache without a request for it, as the file writes them. */
  taskTypes: ReadonlySet<string>;
};

/** When a call without a first token gets a second call beside it. */
export type HedgingPolicy = {
  /** Whether the delay is the measured 95th percentile of the model's first tokens. */
  usesP95: boolean;
  /** Milliseconds. With `usesP95`, used only if that is not measured. Null: then no second call. */
  afterMs: number | null;
};

export type Features = {
  /** The response cache, for calls that request it. Null: off for all. */
  cache: CachePolicy | null;
  /** Null: no second attempt beside a running attempt, the default. */
  hedging: HedgingPolicy | null;
  /** Whether a request that one provider filtered goes to the next provider. Default false. */
  reroutesFiltered: boolean;
  /** Whether images by address may be fetched for providers that accept no address. Default true. */
  fetchesImages: boolean;
};
