import { createHash } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { HttpContext } from '../http-context.ts';
import { badInput, persistedQueryNotFound } from '../transport-error.ts';

const mostKept = 1_000;
const mostCharactersKept = 500_000;
/** The longest document that is kept, characters. Longer ones are run only. */
const longestKept = 20_000;

const wrongHash = 'extensions.persistedQuery.sha256Hash is not the SHA-256 of the query, in hexadecimal digits.';

/**
 * Automatic persisted queries: a client sends the SHA-256 of a document instead of the text. An unknown hash is
 * answered with `PersistedQueryNotFound`, and the client sends it again with the text. A hash grants no rights: its
 * document runs with the rights of the sender.
 */
export function usePersistedQueries(): Plugin<object, HttpContext> {
  const known = new LRUCache<string, string>({
    max: mostKept,
    maxSize: mostCharactersKept,
    maxEntrySize: longestKept,
    sizeCalculation: (query) => query.length,
  });
  return {
    onParams({ params, setParams }) {
      const hash = hashOf(params.extensions);
      if (hash === null) return;
      if (params.query) {
        if (createHash('sha256').update(params.query).digest('hex') !== hash) throw badInput(wrongHash);
        known.set(hash, params.query);
        return;
      }
      const query = known.get(hash);
      if (query === undefined) throw persistedQueryNotFound();
      setParams({ ...params, query });
    },
  };
}

function hashOf(extensions: unknown): string | null {
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return null;
  const { persistedQuery } = extensions;
  if (typeof persistedQuery !== 'object' || persistedQuery === null || !('sha256Hash' in persistedQuery)) return null;
  const { sha256Hash } = persistedQuery;
  return typeof sha256Hash === 'string' ? sha256Hash.toLowerCase() : null;
}
