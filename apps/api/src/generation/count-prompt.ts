import type { Adapter } from '@penstock/providers';
import { buildModelCall, type ChatCall, countInputTokens, type Model, type Provider } from '@penstock/router';
import { providerOf, type Rules } from '../rules/rules.ts';

/** The dependencies of a count. `waitMs`: the time limit for the provider's count, milliseconds. Default 3,000. */
export type PromptCounterTools = {
  rules(): Rules;
  adapterFor(provider: Provider): Adapter;
  waitMs?: number;
};

/**
 * Counts the tokens of a prompt for a model. A provider that counts free of charge, such as Anthropic, is asked. If
 * that fails or takes too long, the tokens are counted here, as for a plan.
 */
export async function countPrompt(
  call: ChatCall,
  model: Model,
  { rules, adapterFor, waitMs = 3_000 }: PromptCounterTools,
): Promise<number> {
  const estimate = countInputTokens(call, model);
  const [place] = model.deployments;
  if (place === undefined || !model.isConfigured) return estimate;
  const adapter = adapterFor(providerOf(rules(), place.providerId));
  const written = buildModelCall(call, estimate, model, place);
  if (adapter.countTokens === undefined || written.type !== 'chat') return estimate;
  try {
    return await adapter.countTokens(written.request, { signal: AbortSignal.timeout(waitMs) });
  } catch {
    return estimate;
  }
}
