import { buildRouting } from '@penstock/testing';
import { expect, it } from 'vitest';
import type { Policy } from '../policy/policy.ts';
import { routingRulesOf } from './routing-rules.ts';

it("combines a policy's routing with its limit per request", () => {
  const { costControls: _, ...routing } = buildRouting({ defaultStrategy: 'MANUAL' });
  const policy: Policy = {
    providers: [],
    models: [],
    routing,
    costControls: { dailyBudgetUsd: 5, perRequestLimitUsd: 0.1, alertThreshold: 0.8, allowsUnpriced: true },
    retention: { keepsContent: true, workspaces: new Map(), contentDays: null, recordDays: null, auditDays: 365 },
    access: { oidc: { claim: null, roles: new Map() } },
    attribution: { tagsUserAgents: false },
    features: { cache: null, hedging: null, reroutesFiltered: false, fetchesImages: true },
  };
  const rules = routingRulesOf(policy);
  expect(rules.defaultStrategy).toBe('MANUAL');
  expect(rules.costControls).toMatchObject({ perRequestLimitUsd: 0.1, allowsUnpriced: true });
});
