import {
  type Capability,
  type CapabilityHolder,
  closestCapability,
  findCapability,
  listCapabilities,
} from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';

/**
 * Parses the name of a capability: one that a model of the catalog has, a known one, or a synonym. The error names the
 * field and the closest capability.
 */
export function parseCapability(name: string, path: string, catalog: CapabilityHolder): Capability {
  const word = name.slice(0, 80);
  const found = findCapability(word, catalog);
  if (found !== null && word.length === name.length) return found;
  const nearest = closestCapability(word, catalog);
  const hint = nearest === null ? '' : ` Did you mean '${nearest}'?`;
  const known = listCapabilities(catalog).join(', ');
  throw new InputError(path, `has '${word}', which is not a known capability.${hint} Known: ${known}`);
}
