import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from './policy-json-schema.ts';

const file = new URL('../../../../config/model_policies.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
