import type { CapabilityHolder, CostPreference, Strategy } from '@penstock/router';
import type { Routing } from '../generation-request.ts';
import { parseCapability } from './parse-capability.ts';
import { parseLabel, parseName, parseNumber } from './parse-limits.ts';

/** The routing of a request before it is checked. A member that is absent or null is not requested. */
export type UncheckedRouting = {
  model?: string | null | undefined;
  provider?: string | null | undefined;
  preferredModel?: string | null | undefined;
  preferredProvider?: string | null | undefined;
  strategy?: Strategy | null | undefined;
  chain?: string | null | undefined;
  fallbackModels?: readonly string[] | null | undefined;
  enableFallback?: boolean | null | undefined;
  taskType?: string | null | undefined;
  requiredCapabilities?: readonly string[] | null | undefined;
  costPreference?: CostPreference | null | undefined;
  maxLatencyMs?: number | null | undefined;
  /** US dollars, as a number or a numeric text. */
  costLimitUsd?: number | string | null | undefined;
  budgetRemainingUsd?: number | string | null | undefined;
};

/** The name that an endpoint gives a field, or an item of a list: `input.fallbackModels.0`, `fallback_models[0]`. */
export type FieldPath<Field extends string> = (field: Field, index?: number) => string;

/** Checks the routing of a request, for all endpoints. `catalog`: the models whose capabilities may be required. */
export function parseRouting(
  input: UncheckedRouting,
  pathOf: FieldPath<keyof UncheckedRouting>,
  catalog: CapabilityHolder,
): Routing {
  const name = (field: 'model' | 'provider' | 'preferredModel' | 'preferredProvider' | 'chain') =>
    parseName(input[field], pathOf(field));
  const usd = (field: 'costLimitUsd' | 'budgetRemainingUsd') =>
    parseNumber(input[field] == null ? null : Number(input[field]), 0, Infinity, pathOf(field));
  return {
    model: name('model'),
    provider: name('provider'),
    preferredModel: name('preferredModel'),
    preferredProvider: name('preferredProvider'),
    strategy: input.strategy ?? null,
    chain: name('chain'),
    fallbackModels: (input.fallbackModels ?? []).map((id, at) => parseName(id, pathOf('fallbackModels', at)) ?? ''),
    enableFallback: input.enableFallback ?? null,
    taskType: parseLabel(input.taskType ?? null, 100, pathOf('taskType')),
    requiredCapabilities: (input.requiredCapabilities ?? []).map((word, at) =>
      parseCapability(word, pathOf('requiredCapabilities', at), catalog),
    ),
    costPreference: input.costPreference ?? null,
    maxLatencyMs: parseNumber(input.maxLatencyMs, 1, Number.MAX_SAFE_INTEGER, pathOf('maxLatencyMs')),
    costLimitUsd: usd('costLimitUsd'),
    budgetRemainingUsd: usd('budgetRemainingUsd'),
  };
}
