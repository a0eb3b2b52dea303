import type { CapabilityHolder } from '@penstock/router';
import type { EndpointTools } from './endpoint-tools.ts';
import type { KnownNames } from './parse-model-choice.ts';

/** The known models, chains and capabilities, to look up the names in a body. */
export type KnownWords = KnownNames & CapabilityHolder;

/** The names that are known now. */
export function knownNames({ catalog, chains }: Pick<EndpointTools, 'catalog' | 'chains'>): KnownWords {
  const current = catalog();
  return { isModel: (name) => current.resolve(name) !== undefined, chains, capabilities: current.capabilities };
}
