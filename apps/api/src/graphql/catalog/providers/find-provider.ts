import type { Catalog, Provider } from '@penstock/router';
import { didYouMean } from '../../../errors/did-you-mean.ts';
import { InputError } from '../../../errors/service-error.ts';

/** The provider with an id. Throws BAD_USER_INPUT with the field's path if there is none. */
export function findProvider(catalog: Catalog, id: string, path: string): Provider {
  const provider = catalog.findProvider(id);
  if (provider !== undefined) return provider;
  const ids = catalog.providers.map((one) => one.id);
  throw new InputError(path, `is '${id}', which is not in the catalog.${didYouMean(id, ids)}`);
}
