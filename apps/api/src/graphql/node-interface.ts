import { builder } from './builder.ts';

/** An object with an id that `node` finds. */
export const Node = builder.interfaceRef<{ id: string }>('Node').implement({
  description: 'An object that `node` finds by its id.',
  resolveType: typeNameOf,
  fields: (t) => ({ id: t.exposeID('id', { description: 'The id of the object.' }) }),
});

/** For each type, a member that only this type has. */
const marks = {
  contextWindow: 'Model',
  attemptCount: 'Generation',
  remainingUsd: 'Budget',
  previousHash: 'ApiKey',
} as const;

function typeNameOf(value: object): string {
  return Object.entries(marks).find(([member]) => member in value)?.[1] ?? 'Workspace';
}
