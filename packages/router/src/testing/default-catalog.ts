import { readFileSync } from 'node:fs';
import { vendors } from '@penstock/providers';
import { buildCatalog } from '../catalog/build-catalog.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { parsePolicy } from '../policy/parse-policy.ts';

/** The catalog of the policy in `config`, without environment variables. `nowMs`: decides which models are retired. */
export function defaultCatalog(nowMs: number): Catalog {
  const text = readFileSync(new URL('../../../../config/model_policies.yml', import.meta.url), 'utf8');
  const all = Object.values(vendors);
  const parsed = parsePolicy(text, { fileName: 'p', environment: {}, vendors: all });
  if (!parsed.ok) throw new Error('The default policy is not valid.');
  return buildCatalog({ policy: parsed.policy, vendors: all, overrides: [], environment: {}, sandbox: null, nowMs });
}
