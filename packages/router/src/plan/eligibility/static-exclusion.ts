import type { Model } from '../../catalog/model.ts';
import type { Exclusion } from '../plan.ts';
import type { Figures } from '../reason.ts';

/**
 * The exclusion of a model that no request can use: switched off (`inactive`), or its provider `not-configured`.
 * `setupHint` names the missing settings, as `set OPENAI_API_KEY`.
 */
export function staticExclusion(model: Model, setupHint: string | null): Exclusion | null {
  if (!model.isActive) return frozen(model.id, 'inactive', {});
  if (!model.isConfigured) return frozen(model.id, 'not-configured', { providerId: model.providerId, setupHint });
  return null;
}

function frozen(modelId: string, code: 'inactive' | 'not-configured', figures: Figures): Exclusion {
  return Object.freeze({ modelId, reason: Object.freeze({ code, figures: Object.freeze(figures) }) });
}

/** `its provider openai is not configured: set OPENAI_API_KEY`. */
export function describeNotConfigured({ providerId, setupHint }: SetupFigures): string {
  return `its provider ${providerId} is not configured: ${setupHint ?? 'its key or its address is missing'}`;
}

type SetupFigures = { providerId: string; setupHint: string | null };
