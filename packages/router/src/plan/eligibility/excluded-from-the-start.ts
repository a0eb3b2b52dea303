import type { Model } from '../../catalog/model.ts';
import type { Exclusion } from '../plan.ts';

/**
 * The exclusion of a model that no request can use: switched off (`inactive`), or its provider `not-configured`.
 * `setupHint` says what to do about the latter, as `set OPENAI_API_KEY`.
 */
export function excludedFromTheStart(model: Model, setupHint: string | null): Exclusion | null {
  if (!model.isActive) {
    return Object.freeze({ modelId: model.id, rule: 'inactive', reason: 'an operator switched it off' });
  }
  if (!model.isConfigured) {
    const reason = `its provider ${model.providerId} is not configured: ${setupHint ?? 'its key or its address is missing'}`;
    return Object.freeze({ modelId: model.id, rule: 'not-configured', reason });
  }
  return null;
}
