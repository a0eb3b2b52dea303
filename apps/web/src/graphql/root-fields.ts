import type { Operation } from '@urql/core';

/** The fields of Query, Mutation or Subscription that an operation selects. */
export function rootFieldsOf({ query }: Pick<Operation, 'query'>): readonly string[] {
  return query.definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition'
      ? definition.selectionSet.selections.flatMap((field) => (field.kind === 'Field' ? [field.name.value] : []))
      : [],
  );
}
