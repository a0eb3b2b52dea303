import { modelNames } from '../model-names.ts';
import type {
  AccessPolicy,
  CachePolicy,
  CostControls,
  Features,
  HedgingPolicy,
  Policy,
  RetentionPolicy,
} from '../policy.ts';
import type { PolicyDocument } from '../schema/policy-document.ts';
import type { PolicySource } from '../source/policy-source.ts';
import type { VendorFacts } from '../vendor-facts.ts';
import { readClassicEndpoints } from './classic-endpoints.ts';
import { toModelPolicy } from './to-model-policy.ts';
import { toProviderPolicy } from './to-provider-policy.ts';
import { toRoutingPolicy } from './to-routing-policy.ts';

/**
 * Translates a checked document into domain types. `missing`: the unset variables of each provider's entry, by provider
 * id. `writtenAs`: the file's text for a value from the environment.
 */
export function toPolicy(
  document: PolicyDocument,
  vendors: readonly VendorFacts[],
  missing: ReadonlyMap<string, readonly string[]>,
  writtenAs: PolicySource['writtenAs'],
): Policy {
  const { providers, servedBy, written } = readClassicEndpoints(document, writtenAs);
  const models = Object.entries(document.models).flatMap(([providerId, ofProvider]) =>
    Object.entries(ofProvider).map(([name, entry]) => {
      const id = `${providerId}/${name}`;
      return toModelPolicy(id, entry ?? {}, servedBy.get(id) ?? null);
    }),
  );
  const names = modelNames(models.map(({ id }) => id));
  return {
    providers: Object.entries(providers).map(([id, entry]) =>
      toProviderPolicy(id, entry, vendors, {
        missingVariables: missing.get(id) ?? [],
        writtenBaseUrl: written.get(id) ?? null,
      }),
    ),
    models,
    routing: toRoutingPolicy(document.routing_rules ?? {}, names),
    costControls: toCostControls(document),
    retention: toRetention(document),
    access: toAccess(document),
    attribution: { tagsUserAgents: document.attribution?.user_agent_tag ?? false },
    features: toFeatures(document),
  };
}

function toCostControls({ cost_controls: controls }: PolicyDocument): CostControls {
  const threshold = controls?.alert_threshold ?? 0.8;
  return {
    dailyBudgetUsd: controls?.daily_budget ?? null,
    perRequestLimitUsd: controls?.per_request_limit ?? null,
    alertThreshold: threshold > 1 ? threshold / 100 : threshold,
    allowsUnpriced: controls?.allow_unpriced ?? false,
  };
}

function toRetention({ retention }: PolicyDocument): RetentionPolicy {
  const workspaces = Object.entries(retention?.workspaces ?? {});
  return {
    keepsContent: retention?.content !== 'none',
    workspaces: new Map(workspaces.map(([id, content]) => [id, content === 'all'])),
    contentDays: retention?.content_days ?? null,
    recordDays: retention?.record_days ?? null,
    auditDays: retention?.audit_days ?? 365,
  };
}

function toAccess({ access }: PolicyDocument): AccessPolicy {
  const roles = Object.entries(access?.oidc?.roles ?? {}).map(([value, entry]) => {
    const { role, workspace } = typeof entry === 'string' ? { role: entry, workspace: undefined } : entry;
    return [value, { role, workspaceId: workspace ?? null }] as const;
  });
  return { oidc: { claim: access?.oidc?.claim ?? null, roles: new Map(roles) } };
}

function toFeatures({ features }: PolicyDocument): Features {
  return {
    cache: toCache(features?.cache ?? true),
    hedging: toHedging(features?.hedging ?? false),
    reroutesFiltered: features?.reroute_filtered ?? false,
    fetchesImages: features?.fetch_images ?? true,
  };
}

function toHedging(entry: NonNullable<NonNullable<PolicyDocument['features']>['hedging']>): HedgingPolicy | null {
  if (entry === false) return null;
  const { after, after_ms: afterMs = null } = entry;
  return { usesP95: after === 'p95' || afterMs === null, afterMs };
}

const defaultTtlS = 3_600;

function toCache(entry: NonNullable<NonNullable<PolicyDocument['features']>['cache']>): CachePolicy | null {
  if (entry === false) return null;
  const { ttl_s: ttlS = defaultTtlS, task_types: taskTypes = [] } = entry === true ? {} : entry;
  return { ttlMs: ttlS * 1_000, taskTypes: new Set(taskTypes) };
}
