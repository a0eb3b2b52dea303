import type { ModelPolicy } from '../policy/model-policy.ts';
import { parseModelSettings } from '../policy/parse-model-settings.ts';

/** A model that an operator stored: a row of `ModelConfiguration`. */
export type ModelOverride = {
  /** `provider/name`. */
  id: string;
  /** The model's entry in the form of the policy file. Empty to override nothing. */
  settings: unknown;
  isActive: boolean;
};

/**
 * Applies stored models to the policy's. A field of a row replaces the policy's, and an unknown model is added at the
 * end. An invalid row changes nothing and is named in `problems`.
 */
export function applyOverrides(
  models: readonly ModelPolicy[],
  overrides: readonly ModelOverride[],
  hasProvider: (id: string) => boolean,
): { models: ModelPolicy[]; problems: string[] } {
  const byId = new Map(models.map((model) => [model.id, model]));
  const problems: string[] = [];
  for (const override of overrides) {
    const parsed = parseModelSettings(override.id, override.settings, hasProvider);
    if (!parsed.ok) {
      problems.push(
        `The stored model '${override.id}' is not used: ${parsed.issues.map((issue) => issue.message).join(' ')}`,
      );
      continue;
    }
    const stated = { ...parsed.model, isActive: override.isActive };
    const base = byId.get(override.id);
    byId.set(override.id, base === undefined ? stated : layOver(base, stated));
  }
  return { models: [...byId.values()], problems };
}

function layOver(base: ModelPolicy, stated: ModelPolicy): ModelPolicy {
  const said = Object.entries(stated).filter(([, value]) => value !== null);
  return { ...base, ...Object.fromEntries(said) };
}
