import { recommend } from '@penstock/router';
import { rotateAdminKey } from '../access/rotate-admin-key.ts';
import { countPrompt } from '../generation/count-prompt.ts';
import type { Services } from '../graphql/services.ts';
import { checkHealth } from '../health/check-health.ts';
import { readHealthHistory } from '../health/read-health-history.ts';
import { createBudgets } from '../ledger/budgets.ts';
import { createPolicyFeed } from '../policy/policy-feed.ts';
import { readRecordedRequests } from '../policy/replay/recorded-request.ts';
import { createStoredAnswers } from '../records/read-stored-answers.ts';
import { readDays } from '../usage/read-days.ts';
import { readProviderCalls } from '../usage/read-provider-calls.ts';
import { readUsage } from '../usage/read-usage.ts';
import { UsageWatch } from '../usage/usage-watch.ts';
import type { Foundation } from './foundation.ts';
import type { OpenGenerations } from './open-generations.ts';
import type { OpenKeys } from './open-keys.ts';
import type { OpenProviders } from './open-providers.ts';
import type { OpenRules } from './open-rules.ts';
import type { OpenSpending } from './open-spending.ts';

/** Builds the services for the endpoints. `closing` aborts when the service shuts down. */
export function buildServices(
  { log, clock, database, audit }: Foundation,
  { access, adminKey, refresh }: OpenKeys,
  { policies, rules, policyThread, replicas }: OpenRules,
  { health, prober, probes, adapterFor }: OpenProviders,
  { ledger }: OpenSpending,
  { generations, batches, rateLimiter, templates }: OpenGenerations,
  closing: AbortSignal,
): Services {
  return {
    closing,
    prisma: database.prisma,
    generations,
    batches,
    rateLimiter,
    templates,
    health,
    audit,
    policies,
    storedAnswers: createStoredAnswers(database),
    countPrompt: (call, model) => countPrompt(call, model, { rules: () => rules.current(), adapterFor }),
    workspaces: access,
    access: {
      refresh,
      lastUsedMs: (keyId) => access.lastUsedMs(keyId),
      rotateAdminKey: () =>
        rotateAdminKey({ prisma: database.prisma, file: adminKey.file, nowMs: clock.nowMs, refresh }),
    },
    catalog: () => rules.current().catalog,
    chains: () => rules.current().index.chains,
    recommend: (request, allowance) =>
      recommend({ ...rules.current(), health, nowMs: clock.nowMs(), request, allowance }),
    checkHealth: (target) => checkHealth(target, { catalog: rules.current().catalog, health, prober }),
    validatePolicy: (yaml, replay) => policies.validate(yaml, replay === null ? null : () => readReplay(replay)),
    policyFeed: createPolicyFeed(policies, replicas, (error) => log.warn({ err: error }, 'Cannot list the replicas.')),
    budgets: createBudgets({
      pool: database.pool,
      nowMs: clock.nowMs,
      refresh: () => ledger.refresh(),
      onError: (error) => log.warn({ err: error }, 'Cannot read the budgets.'),
    }),
    readHealthHistory: (query) =>
      readHealthHistory(query, {
        probes,
        providers: rules.current().catalog.providers,
        readCalls: (span) => readProviderCalls(database.pool, span),
      }),
    readUsage: (query) => readUsage(database.pool, query),
    usageWatch: new UsageWatch({
      readDays: (...span) => readDays(database.pool, ...span),
      nowMs: clock.nowMs,
      onError: (error) => log.warn({ err: error }, 'Cannot read the usage of today.'),
    }),
  };

  /** The last `count` requests, and the other inputs of their plans. */
  async function readReplay(count: number) {
    policyThread.prepare();
    const { policy, overrides, prices = null, sandbox } = rules.sources();
    return {
      policy,
      overrides,
      prices,
      hasSandbox: sandbox !== null,
      nowMs: clock.nowMs(),
      requests: await readRecordedRequests(database.pool, count),
      health: rules.current().catalog.models.map(({ id }) => health.read(id)),
      inForceSinceMs: policies.current().createdAtMs,
    };
  }
}
