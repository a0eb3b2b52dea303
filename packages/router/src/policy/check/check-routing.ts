import type { ModelNames } from '../model-names.ts';
import type { RoutingRulesEntry } from '../schema/routing-rules-entry.ts';
import type { Path } from '../source/path.ts';
import { closest } from './closest.ts';
import type { IssueList } from './issue-list.ts';

/**
 * Checks that the routing rules name only existing models and chains. Models and chains with errors count as existing.
 */
export function checkRouting(
  rules: RoutingRulesEntry,
  names: ModelNames,
  chains: readonly string[],
  issues: IssueList,
): void {
  const root = ['routing_rules'];
  const checkAll = (models: readonly string[], path: Path) => {
    for (const [index, model] of models.entries()) checkModel(model, [...path, index], names, issues);
  };
  const checkEither = (name: string, path: Path) => {
    if (!chains.includes(name)) checkModel(name, path, names, issues, chains);
  };
  const { weights, default_model: defaultModel, fallback_chain: fallbackChain } = rules;
  if (weights !== undefined && weights.cost + weights.quality + weights.latency === 0) {
    issues.add({ path: [...root, 'weights'], message: 'One of the weights must be above 0.' });
  }
  if (typeof defaultModel === 'string') checkModel(defaultModel, [...root, 'default_model'], names, issues);
  if (typeof fallbackChain === 'string') checkEither(fallbackChain, [...root, 'fallback_chain']);
  else if (Array.isArray(fallbackChain)) checkAll(fallbackChain, [...root, 'fallback_chain']);
  for (const [name, chain] of Object.entries(rules.chains ?? {})) {
    const path = [...root, 'chains', name];
    if (Array.isArray(chain)) checkAll(chain, path);
    else checkAll(chain.models, [...path, 'models']);
  }
  for (const [taskType, preference] of Object.entries(rules.task_preferences ?? {})) {
    const path = [...root, 'task_preferences', taskType];
    if (typeof preference === 'string') checkEither(preference, path);
    else if (Array.isArray(preference)) checkAll(preference, path);
    else if ('models' in preference) checkAll(preference.models, [...path, 'models']);
    else checkChain(preference.chain, [...path, 'chain'], chains, issues);
  }
}

function checkModel(
  name: string,
  path: Path,
  names: ModelNames,
  issues: IssueList,
  alsoAllowed: readonly string[] = [],
): void {
  if (names.resolve(name) !== null) return;
  const allowed = [...alsoAllowed, ...names.ids];
  const what = alsoAllowed.length > 0 ? 'model or chain' : 'model';
  const bareNames = names.ids.map((id) => id.slice(id.indexOf('/') + 1));
  const near = closest(name, [...allowed, ...bareNames]);
  const suggestion = near === null ? null : (names.resolve(near) ?? near);
  issues.add({ path, message: `There is no ${what} '${name}' in this policy.`, allowed, suggestion });
}

function checkChain(name: string, path: Path, chains: readonly string[], issues: IssueList): void {
  if (chains.includes(name)) return;
  issues.add({ path, message: `There is no chain '${name}'.`, allowed: chains, suggestion: closest(name, chains) });
}
