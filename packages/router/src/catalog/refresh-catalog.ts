// Updates the default policy from the installed price list, and prints the changes. Needs no network.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { listPricedModels } from './list-priced-models.ts';
import { bundledListVersion } from './price-list.ts';
import { type KnownPrices, refreshPolicy } from './refresh-policy.ts';

const policyFile = new URL('../../../../config/model_policies.yml', import.meta.url);
const knownFile = new URL('listed-prices.json', import.meta.url);

const listed = listPricedModels();
const now: KnownPrices = Object.fromEntries([...listed].map(([id, { price }]) => [id, price]));
const known: KnownPrices = existsSync(knownFile) ? JSON.parse(readFileSync(knownFile, 'utf8')) : now;
const { text, changes } = refreshPolicy(readFileSync(policyFile, 'utf8'), listed, known);
writeFileSync(policyFile, text);
writeFileSync(knownFile, `${JSON.stringify(now, null, 2)}\n`);
for (const { path, before, after } of changes) console.log(`${path}: ${before ?? 'none'} → ${after ?? 'none'}`);
console.log(`${changes.length} changes by genai-prices@${bundledListVersion}.`);
