export { buildCatalog } from './build-catalog.ts';
export { buildHealth, buildModelHealth } from './build-health.ts';
export { buildModel, flatPrice } from './build-model.ts';
export { buildCandidate, buildPlan } from './build-plan.ts';
export { buildRequest, buildRouting, buildTaskPreferences } from './build-plan-request.ts';
export { buildProvider } from './build-provider.ts';
export { endChildren, forkChild, spawnChild } from './child-process.ts';
