import { z } from 'zod';
import { policyDocument } from './schema/policy-document.ts';

/** The JSON Schema (draft 2020-12) of a policy file, for editors. Published beside the default policy. */
export function policyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(policyDocument, { io: 'input' });
  const environmentAware = allowEnvironment(schema) as Record<string, unknown>;
  return {
    $schema,
    title: 'Penstock policy',
    description:
      'Providers, models, routing rules, limits and features. Settings of a provider may come from the environment.',
    ...environmentAware,
  };
}

/** Allows `${NAME}` in editors in place of an address. */
function allowEnvironment(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowEnvironment);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) copy[key] = allowEnvironment(value);
  if (copy.format !== 'uri') return copy;
  const { format: _, pattern: __, ...text } = copy;
  return text;
}
