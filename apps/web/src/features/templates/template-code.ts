import type { VariableType } from './template-draft.ts';

/** A call with a template, as code. */
type CodeOfUse = { name: string; variables: readonly { name: string; type: VariableType }[] };

const samples: Readonly<Record<VariableType, unknown>> = { STRING: '…', NUMBER: 1, BOOLEAN: true, JSON: {} };

const valuesOf = ({ variables }: CodeOfUse): Record<string, unknown> =>
  Object.fromEntries(variables.map(({ name, type }) => [name, samples[type]]));

/** A GraphQL mutation that uses a template. */
export function asGraphql(use: CodeOfUse): string {
  const values = Object.entries(valuesOf(use)).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const variables = values.length === 0 ? '' : `, variables: { ${values.join(', ')} }`;
  return `mutation {
  generate(input: { template: { name: ${JSON.stringify(use.name)}${variables} } }) {
    text
    model
    template { name version }
  }
}
`;
}

/** The same call over `/v1/chat/completions`, for a shell. `origin`: the address of the API. */
export function asCurl(use: CodeOfUse, origin: string): string {
  const body = { model: 'auto', template: { name: use.name, variables: valuesOf(use) } };
  const text = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $PENSTOCK_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${text}'
`;
}
