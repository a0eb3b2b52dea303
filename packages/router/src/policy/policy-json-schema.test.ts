import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { policyJsonSchema } from './policy-json-schema.ts';
import { providerEntry } from './schema/provider-entry.ts';

describe('the JSON schema of the policy file', () => {
  test('is published as it is (npm run schema -w @penstock/router writes it)', () => {
    const file = new URL('../../../../config/model_policies.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(policyJsonSchema());
  });

  test('describes every section and every setting of a provider, for the hints of an editor', () => {
    const schema = policyJsonSchema();
    const bare = Object.entries({ ...Object(schema.properties) }).filter(
      ([, member]) => !('description' in Object(member)),
    );
    expect(bare).toEqual([]);
    const bareSettings = Object.entries(providerEntry.shape).filter(([, setting]) => described(setting) === undefined);
    expect(bareSettings.map(([name]) => name)).toEqual([]);
  });

  test('allows an environment variable for an address, but not for a number', () => {
    const text = JSON.stringify(policyJsonSchema());
    expect(text).not.toContain('"format":"uri"');
    expect(text).not.toContain('\\\\$');
  });
});

function described(setting: z.ZodType): string | undefined {
  return (
    setting.description ?? ('unwrap' in setting ? described((setting as z.ZodOptional<z.ZodType>).unwrap()) : undefined)
  );
}
