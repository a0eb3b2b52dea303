import { buildCatalog, buildHealth, buildRequest, buildRouting } from '@penstock/testing';
import type { Model } from '../../catalog/model.ts';
import type { PlanRequest } from '../plan.ts';
import type { PlanInput } from '../plan-input.ts';
import { buildRulesIndex } from '../rules-index.ts';

/** A plan's input for these models: default rules, no evidence of health, an ordinary request. */
export function buildPlanInput(
  models: readonly Model[],
  request: Partial<PlanRequest> = {},
  differences: Partial<Omit<PlanInput, 'index'>> = {},
): PlanInput {
  const { catalog = buildCatalog(models), routing = buildRouting() } = differences;
  return {
    catalog,
    routing,
    index: buildRulesIndex(catalog, routing),
    health: buildHealth(),
    budgets: null,
    request: buildRequest(request),
    rotation: 0,
    nowMs: 1_000_000,
    ...differences,
  };
}
