import { vendors } from '@penstock/providers';
import { type Policy, providerAddressVariables } from '@penstock/router';
import { addressComplaints, EnvironmentError, type Settings } from '../env.ts';
import { didYouMean } from '../generation/input/did-you-mean.ts';

/**
 * Checks the environment's settings of providers that only the policy knows: their addresses, and the default provider.
 * Throws an `EnvironmentError` with a line for each wrong variable.
 */
export function checkEnvironment(policy: Policy, settings: Pick<Settings, 'environment' | 'routing'>): void {
  const known = providerIds(policy);
  const addresses = new Set(known.flatMap((id) => providerAddressVariables(policy, id, Object.values(vendors))));
  const complaints = addressComplaints([...addresses], settings.environment);
  const { defaultProvider } = settings.routing;
  if (defaultProvider !== null && !known.includes(defaultProvider)) {
    const hint = didYouMean(defaultProvider, known);
    complaints.push(
      `LLM_DEFAULT_PROVIDER '${defaultProvider.slice(0, 80)}' is not valid: it must be a provider's id.${hint} Known: ${known.join(', ')}.`,
    );
  }
  if (complaints.length > 0) throw new EnvironmentError(complaints.join('\n'));
}

/** Those of the policy first, then the other built-in ones. */
function providerIds(policy: Policy): string[] {
  const ids = [
    ...policy.providers.map(({ id }) => id),
    ...policy.models.map(({ providerId }) => providerId),
    ...Object.keys(vendors),
  ];
  return [...new Set(ids)];
}
