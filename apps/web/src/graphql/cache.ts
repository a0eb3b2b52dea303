import { type Cache, cacheExchange } from '@urql/exchange-graphcache';
import type { Exchange, Operation } from 'urql';
import { rootFieldsOf } from './root-fields.ts';

/** The types whose objects are shared by all lists, by id. An object of any other type belongs to its parent. */
const sharedTypes = new Set(['Generation', 'Model', 'Provider', 'Workspace', 'ApiKey', 'Budget', 'PolicyRevision']);

/**
 * The fields of Query that a mutation changes beyond its returned object. They are read again where they are shown. The
 * audit log is read again after every mutation.
 */
const changedBy: Readonly<Record<string, readonly string[]>> = {
  saveBudget: ['budgets', 'viewer'],
  removeBudget: ['budgets', 'viewer'],
  createWorkspace: ['workspaces'],
  saveWorkspace: ['workspaces'],
  createApiKey: ['apiKeys'],
  rotateApiKey: ['apiKeys'],
  revokeApiKey: ['apiKeys'],
  rotateAdminKey: ['apiKeys'],
  saveTemplate: ['templates', 'template'],
  removeTemplate: ['templates', 'template'],
  saveModel: ['models', 'model', 'providers', 'chains', 'policy', 'policyRevisions'],
  setModelActive: ['models', 'model', 'providers', 'chains', 'policy', 'policyRevisions'],
  removeModel: ['models', 'model', 'providers', 'chains', 'policy', 'policyRevisions'],
  applyPolicy: ['models', 'model', 'providers', 'chains', 'budgets', 'policy', 'policyRevisions'],
  rollbackPolicy: ['models', 'model', 'providers', 'chains', 'budgets', 'policy', 'policyRevisions'],
};

/** Stores answers by object: a mutation or an event with an object updates every list that shows it. */
export function createCache(): Exchange {
  return cacheExchange({
    possibleTypes: { Node: ['ApiKey', 'Budget', 'Generation', 'Model', 'Workspace'] },
    keys: new Proxy({}, { get: (_none, type) => keyOf(String(type)) }),
    updates: {
      Mutation: Object.fromEntries(
        Object.entries(changedBy).map(([mutation, fields]) => [
          mutation,
          (_result: unknown, _arguments: unknown, cache: Cache) => forget(cache, [...fields, 'auditLog']),
        ]),
      ),
    },
  });
}

/** Undefined: by `id`. */
function keyOf(type: string): ((data: Record<string, unknown>) => string | null) | undefined {
  return sharedTypes.has(type) ? undefined : () => null;
}

function forget(cache: Cache, names: readonly string[]): void {
  for (const { fieldName, arguments: values } of cache.inspectFields('Query')) {
    if (names.includes(fieldName)) cache.invalidate('Query', fieldName, values);
  }
}

const streams = new Set(['generate', 'generation']);

/** Whether an operation streams a generation. Its events are not stored as objects. */
export function isStream({ kind, query }: Pick<Operation, 'kind' | 'query'>): boolean {
  return kind === 'subscription' && rootFieldsOf({ query }).some((field) => streams.has(field));
}
