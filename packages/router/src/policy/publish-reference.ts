import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { policyJsonSchema } from './policy-json-schema.ts';
import { policyReference } from './reference/policy-reference.ts';

const examples: unknown = parse(readFileSync(new URL('reference/complete-policy.yml', import.meta.url), 'utf8'));
const file = new URL('../../../../docs/policy.md', import.meta.url);
writeFileSync(file, policyReference(policyJsonSchema(), examples));
