import { vendors } from '@penstock/providers';
import { type Policy, providerAddressVariables } from '@penstock/router';
import { didYouMean } from '../errors/did-you-mean.ts';
import { EnvironmentError } from '../errors/environment-error.ts';
import type { RoutingSettings } from './rules.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks the environment's settings that depend on the policy's providers: their addresses, and the default provider.
 * Throws an `EnvironmentError` with a line for each wrong variable.
 */
export function checkEnvironment(
  policy: Policy,
  settings: { environment: Environment; routing: Pick<RoutingSettings, 'defaultProvider'> },
): void {
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

/**
 * One line for each of these variables whose value is no http or https address. The value may contain a password, so it
 * is not repeated.
 */
export function addressComplaints(names: readonly string[], environment: Environment): string[] {
  return names
    .filter((name) => isWrongAddress(environment[name]?.trim() ?? ''))
    .map(
      (name) => `${name} is not valid: it must be an http:// or https:// address, as https://gateway.example.com/v1.`,
    );
}

function isWrongAddress(text: string): boolean {
  return text !== '' && !(/^https?:\/\/[^/]/i.test(text) && URL.canParse(text));
}

/** The providers of the policy first, then the other built-in ones. */
function providerIds(policy: Policy): string[] {
  const ids = [
    ...policy.providers.map(({ id }) => id),
    ...policy.models.map(({ providerId }) => providerId),
    ...Object.keys(vendors),
  ];
  return [...new Set(ids)];
}
