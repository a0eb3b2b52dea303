import type { Catalog, Model } from '@penstock/router';
import { didYouMean } from '../../../errors/did-you-mean.ts';
import { InputError } from '../../../errors/service-error.ts';

/** The model with an id or a bare name. Throws BAD_USER_INPUT with the field's path if there is none. */
export function findModel(catalog: Catalog, idOrName: string, path: string): Model {
  const model = catalog.resolve(idOrName);
  if (model !== undefined) return model;
  const ids = catalog.models.map((one) => one.id);
  throw new InputError(path, `is '${idOrName}', which is not in the catalog.${didYouMean(idOrName, ids)}`);
}
