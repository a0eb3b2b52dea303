import type { Adapter } from '@penstock/providers';
import { buildModelCall, type ChatCall, countInputTokens, type Model, type Provider } from '@penstock/router';
import { providerOf, type Rules } from '../rules/rules.ts';

/** What a count needs. `waitMs`: for the provider's count; milliseconds, default 3,000. */
export type PromptCounterTools = {
  rules(): Rules;
  adapterFor(provider: Provider): Adapter;
  waitMs?: number;
};

/**
 * The tokens of a prompt for a model. Its provider is asked where it counts without a price, as Anthropic does. Where that
 * fails or takes too long, they are counted here, as for a plan.
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
