// Writes built-in-models.json, the facts of the built-in catalog, from the models of the default policy.
import { readFileSync, writeFileSync } from 'node:fs';
import { listBuiltInModels } from './list-built-in-models.ts';

const policyFile = new URL('../../../../config/model_policies.yml', import.meta.url);
const file = new URL('built-in-models.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(listBuiltInModels(readFileSync(policyFile, 'utf8')), null, 2)}\n`);
