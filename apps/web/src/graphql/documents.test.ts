import { globSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import { expect, test } from 'vitest';

// The types accept a field that the schema does not have when no code reads it. The API then refuses the whole
// document.

const sources = new URL('../', import.meta.url);
const schema = buildSchema(readFileSync(new URL('../../../api/schema.graphql', import.meta.url), 'utf8'));

const definitions: readonly DefinitionNode[] = globSync('**/*.{ts,tsx}', { cwd: sources })
  .filter((file) => !file.includes('.test.') && !file.includes('generated'))
  .flatMap((file) => [...readFileSync(new URL(file, sources), 'utf8').matchAll(/graphql\(\s*`([^`]*)`/g)])
  .flatMap(([, text]) => parse(text ?? '').definitions);

const fragments = new Map<string, FragmentDefinitionNode>();
for (const definition of definitions) {
  if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
}

/** A definition with its fragments, and the fragments of these. */
function withFragments(definition: DefinitionNode): readonly DefinitionNode[] {
  const found = new Set<DefinitionNode>([definition]);
  for (const known of found) {
    visit(known, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment !== undefined) found.add(fragment);
      },
    });
  }
  return [...found];
}

// `@_unmask` belongs to gql.tada, which removes it.
const isOwn = (message: string): boolean => !message.includes('"@_unmask"');

const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

test('finds the operations of the console', () => {
  expect(operations.length).toBeGreaterThan(50);
});

test.each(operations.map((operation) => [operation.name?.value ?? 'unnamed', operation] as const))(
  'the API accepts %s',
  (_name, operation) => {
    const errors = validate(schema, { kind: Kind.DOCUMENT, definitions: withFragments(operation) }, specifiedRules);
    expect(errors.map(({ message }) => message).filter(isOwn)).toEqual([]);
  },
);
