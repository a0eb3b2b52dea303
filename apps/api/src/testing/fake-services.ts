import { noTokens } from '@penstock/providers';
import type { ModelHealth, RecommendationRequest } from '@penstock/router';
import { countInputTokens } from '@penstock/router';
import { buildModelHealth } from '@penstock/testing';
import type { PrismaClient } from '../database/generated/client/client.ts';
import type { Services, WatchedHealth } from '../graphql/services.ts';
import type { HealthCheckResult, HealthCheckTarget } from '../health/health-check.ts';
import { MemoryRateLimiter } from '../rate-limits/memory-rate-limiter.ts';
import type { UsageQuery, UsageTotals } from '../usage/usage-report.ts';
import { FakeAudit } from './fake-audit.ts';
import { FakeBudgets } from './fake-budgets.ts';
import { FakePolicies } from './fake-policies.ts';
import { noTemplates } from './fake-templates.ts';
import { FakeUsageWatch } from './fake-usage-watch.ts';
import { sampleCatalog, sampleChains } from './sample-catalog.ts';
import { ScriptedGenerations, type Step } from './scripted-generations.ts';

/** Health with states that the test sets. */
export class FakeHealth implements WatchedHealth {
  readonly #known = new Map<string, ModelHealth>();
  readonly #listeners = new Set<(health: ModelHealth) => void>();

  read(modelId: string): ModelHealth {
    return this.#known.get(modelId) ?? buildModelHealth(modelId);
  }

  set(modelId: string, changes: Partial<ModelHealth>): void {
    const health = { ...this.read(modelId), ...changes };
    this.#known.set(modelId, health);
    for (const listener of this.#listeners) listener(health);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  subscribe(onChange: (health: ModelHealth) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }
}

/** Services in memory for tests of the endpoints: scripted generations, three models, no database. */
export type FakeServices = Services & {
  audit: FakeAudit;
  budgets: FakeBudgets;
  generations: ScriptedGenerations;
  health: FakeHealth;
  recommended: RecommendationRequest[];
  usageQueries: UsageQuery[];
  usageWatch: FakeUsageWatch;
  checkedHealth: HealthCheckTarget[];
};

export const hello: readonly Step[] = [{ text: 'Hello' }, { text: ', ' }, { text: 'world' }];

export function createFakeServices(prisma: PrismaClient = noDatabase()): FakeServices {
  const catalog = sampleCatalog();
  const recommended: RecommendationRequest[] = [];
  const usageQueries: UsageQuery[] = [];
  const checkedHealth: HealthCheckTarget[] = [];
  return {
    prisma,
    audit: new FakeAudit(),
    budgets: new FakeBudgets(),
    policies: new FakePolicies().service,
    validatePolicy: async () => ({ problems: [], diff: [], replay: null }),
    policyFeed: { subscribe: () => () => {} },
    rateLimiter: new MemoryRateLimiter(() => 0),
    templates: noTemplates,
    closing: new AbortController().signal,
    generations: new ScriptedGenerations(() => hello),
    batches: {
      create: () => Promise.reject(new Error('This test has no batches.')),
      cancel: async () => {},
    },
    countPrompt: async (call, model) => countInputTokens(call, model),
    storedAnswers: { read: async () => [], isRunning: async () => false, remove: async () => false },
    health: new FakeHealth(),
    recommended,
    usageQueries,
    usageWatch: new FakeUsageWatch(),
    checkedHealth,
    checkHealth: async (target) => {
      checkedHealth.push(target);
      return [probed];
    },
    access: {
      refresh: async () => {},
      lastUsedMs: () => null,
      rotateAdminKey: () => Promise.reject(new Error('This test has no admin key to rotate.')),
    },
    workspaces: { has: () => true },
    catalog: () => catalog,
    chains: () => sampleChains,
    recommend: (request) => {
      recommended.push(request);
      const items = catalog.models.slice(0, request.limit).map((model) => ({
        model,
        score: 0.8,
        scores: { cost: 1, quality: 0.5, latency: 0.7 },
        estimatedCostUsd: model.price === null ? null : 0.000_125,
        worstCaseCostUsd: null,
        estimatedOutputTokens: 400,
        estimatedLatencyMs: 1_234.5,
        reasons: ['cheapest of three'],
      }));
      return {
        items,
        exclusions: [
          { modelId: 'x/y', reason: { code: 'unknown', figures: { isChain: false, inChain: null, meant: null } } },
        ],
      };
    },
    readHealthHistory: async ({ from, to }) => ({
      from,
      to,
      interval: 'HOUR',
      providers: catalog.providers.map((provider) => ({ provider, points: [] })),
    }),
    readUsage: async (query) => {
      usageQueries.push(query);
      const totals = sampleTotals;
      const none = {
        provider: null,
        workspace: null,
        apiKey: null,
        taskType: null,
        endUser: null,
        session: null,
        tag: null,
      };
      return {
        from: new Date('2026-01-01T00:00:00Z'),
        to: new Date('2026-01-08T00:00:00Z'),
        totals,
        groups: [{ model: 'openai/gpt-4o-mini', ...none, totals }],
        series: [{ at: new Date('2026-01-01T00:00:00Z'), model: null, ...none, totals }],
      };
    },
  };
}

const sampleTotals: UsageTotals = {
  calls: 3,
  failures: 1,
  successRate: 2 / 3,
  ...noTokens,
  inputTokens: 4_000_000_000,
  outputTokens: 1_000_000_000,
  totalTokens: 5_000_000_000,
  costUsd: '0.000003',
  unpricedCalls: 0,
  averageLatencyMs: 812.5,
  p50LatencyMs: 800,
  p95LatencyMs: 900,
  averageFirstTokenMs: 200,
  p50FirstTokenMs: null,
  p95FirstTokenMs: null,
  fallbacks: 0,
  savedUsd: null,
};

const probed: HealthCheckResult = {
  providerId: 'openai',
  modelId: null,
  status: 'AVAILABLE',
  latencyMs: 41.6,
  message: 'Lists 3 models.',
};

/** A database that fails if a test uses it. */
function noDatabase(): PrismaClient {
  return new Proxy({} as PrismaClient, {
    get(_target, name) {
      throw new Error(`This test has no database, and something asked for '${String(name)}'.`);
    },
  });
}
