import { builder } from './builder.ts';

/** Anything with an id that `node` finds. */
export const Node = builder.interfaceRef<{ id: string }>('Node').implement({
  description: 'Something that `node` finds by its id.',
  resolveType: typeNameOf,
  fields: (t) => ({ id: t.exposeID('id', { description: 'Its id.' }) }),
});

/** A member that only one type has, by type. */
const marks = {
  contextWindow: 'Model',
  attemptCount: 'Generation',
  remainingUsd: 'Budget',
  previousHash: 'ApiKey',
} as const;

function typeNameOf(value: object): string {
  return Object.entries(marks).find(([member]) => member in value)?.[1] ?? 'Workspace';
}
