import { type Capability, capabilities } from '@penstock/router';
import { didYouMean } from './did-you-mean.ts';
import { InputError } from './input-error.ts';

/** Checks the name of a capability; the error names the field and the nearest one. */
export function parseCapability(name: string, path: string): Capability {
  const known = capabilities.find((one) => one === name);
  if (known !== undefined) return known;
  throw new InputError(
    path,
    `names no capability: '${name.slice(0, 80)}'.${didYouMean(name, capabilities)} Known: ${capabilities.join(', ')}`,
  );
}
