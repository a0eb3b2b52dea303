import type { ModelPolicy } from './model-policy.ts';
import type { ProviderPolicy } from './provider-policy.ts';
import type { RoutingPolicy } from './routing-policy.ts';
import type { accessRoles } from './schema/access-entry.ts';

/** An operator's decisions from one policy file: checked, with every default filled in. */
export type Policy = {
  /** In the file's order. Vendors that the file does not mention are not listed. */
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

/** The limits of the classic format, US dollars; null for none. */
export type CostControls = {
  dailyBudgetUsd: number | null;
  perRequestLimitUsd: number | null;
  /** Share of the budget, 0–1, at which an alert is sent. Default 0.8. */
  alertThreshold: number;
  /** Whether models without a price may be used where a cost limit or a budget applies. Default false. */
  allowsUnpriced: boolean;
};

/** The stored parts of generations, and for how long. */
export type RetentionPolicy = {
  /** Whether prompts and answers are stored. Default true. */
  keepsContent: boolean;
  /** By workspace, whether its content is stored, where that differs. */
  workspaces: ReadonlyMap<string, boolean>;
  /** Days after which content is removed; null for never, the default. */
  contentDays: number | null;
  /** Days after which records are removed, content included; null for never, the default. */
  recordDays: number | null;
  /** Days after which entries of the audit log are removed. Default 365. */
  auditDays: number;
};

/** Who gets which permissions. */
export type AccessPolicy = { oidc: OidcPolicy };

/** The permissions of people who sign in by the identity provider. */
export type OidcPolicy = {
  /** The claim with the values of `roles`; null for the default. */
  claim: string | null;
  /** By value of the claim, in the file's order. */
  roles: ReadonlyMap<string, RoleMapping>;
};

export type RoleMapping = {
  role: (typeof accessRoles)[number];
  /** Null for ADMIN and OPERATOR, who reach all. */
  workspaceId: string | null;
};

/** What is recorded of callers. */
export type AttributionPolicy = {
  /** Whether the name of a request's client, from its `User-Agent`, is a tag. Default false. */
  tagsUserAgents: boolean;
};

/** The response cache of the policy. */
export type CachePolicy = {
  /** How long an answer is kept, milliseconds. Default an hour. */
  ttlMs: number;
  /** Task types whose calls read and write it without asking, as the file writes them. */
  taskTypes: ReadonlySet<string>;
};

/** When a call without a first token gets a second one beside it. */
export type HedgingPolicy = {
  /** Whether after the 95th percentile of the model's first tokens, as measured. */
  usesP95: boolean;
  /** Milliseconds; with `usesP95` only where that is not measured. Null: no second call then. */
  afterMs: number | null;
};

export type Features = {
  /** The response cache, for calls that ask for it. Null: off for all. */
  cache: CachePolicy | null;
  /** Null: no second attempt while the first runs, the default. */
  hedging: HedgingPolicy | null;
  /** Whether a request that one provider filtered goes to the next. Default false. */
  reroutesFiltered: boolean;
  /** Whether images by address may be fetched for providers that take none. Default true. */
  fetchesImages: boolean;
};
