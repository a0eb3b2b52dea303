import type { ProviderState } from '@penstock/providers';

/** The sources that a text cites, from a provider of the Responses protocol. Empty for none, and for other providers. */
export function annotationsOf(state: ProviderState | undefined): readonly unknown[] {
  const annotations = state?.dialect === 'responses' ? state.value.annotations : null;
  return Array.isArray(annotations) ? annotations : [];
}
