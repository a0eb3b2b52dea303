import type { CapabilityHolder } from '@penstock/router';
import type { EndpointTools } from './endpoint-tools.ts';
import type { KnownNames } from './parse-model-choice.ts';

/** What the names in a body are looked up in. */
export type KnownWords = KnownNames & CapabilityHolder;

/** What the names in a body may mean at this moment. */
export function knownNames({ catalog, chains }: Pick<EndpointTools, 'catalog' | 'chains'>): KnownWords {
  const current = catalog();
  return { isModel: (name) => current.resolve(name) !== undefined, chains, capabilities: current.capabilities };
}
