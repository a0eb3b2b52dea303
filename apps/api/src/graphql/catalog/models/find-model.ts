import type { Catalog, Model } from '@penstock/router';
import { didYouMean } from '../../../errors/did-you-mean.ts';
import { InputError } from '../../../errors/service-error.ts';

/** The model of an id or a bare name; BAD_USER_INPUT that names the field where there is none. */
export function findModel(catalog: Catalog, idOrName: string, path: string): Model {
  const model = catalog.resolve(idOrName);
  if (model !== undefined) return model;
  const ids = catalog.models.map((one) => one.id);
  throw new InputError(path, `names no model: '${idOrName}' is not in the catalog.${didYouMean(idOrName, ids)}`);
}
