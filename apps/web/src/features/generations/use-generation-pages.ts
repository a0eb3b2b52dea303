'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { useRetry } from '../../graphql/use-retry.ts';
import { type GenerationRow, GenerationsQuery } from './generation-documents.ts';
import type { GenerationFilterInput } from './generation-filter.ts';

const pageSize = 100;

type Place = { after: string | null; isEnd: boolean; searchedUntil: string | null };

export type GenerationPages = {
  rows: readonly GenerationRow[];
  isLoading: boolean;
  error: CombinedError | null;
  /** Whether the list is complete. */
  isEnd: boolean;
  /** The oldest moment that a search without an index has reached; null when it has searched everything. */
  searchedUntil: string | null;
  /** Reads the next page. Pages are read one at a time. */
  loadMore(): void;
  /** Updates a generation in the list, or adds a new generation at the top. */
  put(row: GenerationRow): void;
  reload(): void;
};

const start: Place = { after: null, isEnd: false, searchedUntil: null };

/** The generations of a filter, page after page, newest first. */
export function useGenerationPages(filter: GenerationFilterInput): GenerationPages {
  const client = useClient();
  const [rows, setRows] = useState<readonly GenerationRow[]>([]);
  const [place, setPlace] = useState<Place>(start);
  const [isLoading, setIsLoading] = useState(true);
  const [error, setError] = useState<CombinedError | null>(null);
  // A page that arrives after a change of the filter belongs to an earlier run.
  const run = useRef(0);
  const isBusy = useRef(false);
  /** The rows that arrived since the last reading began. Its answer may be older than they are. */
  const arrived = useRef<GenerationRow[]>([]);

  const load = useCallback(
    async (after: string | null, isFirst: boolean) => {
      const own = isFirst ? ++run.current : run.current;
      isBusy.current = true;
      arrived.current = [];
      setIsLoading(true);
      const variables = { filter, first: pageSize, after };
      const result = await client.query(GenerationsQuery, variables, { requestPolicy: 'network-only' }).toPromise();
      if (own !== run.current) return;
      isBusy.current = false;
      setIsLoading(false);
      setError(result.error ?? null);
      const page = result.data?.generations;
      if (page === undefined) return;
      const { hasNextPage, endCursor } = page.pageInfo;
      const next = hasNextPage ? endCursor : page.resumeAfter;
      setPlace({ after: next, isEnd: next === null, searchedUntil: page.searchedUntil });
      const first = arrived.current.reduce<readonly GenerationRow[]>(withRow, page.nodes);
      setRows((before) => (isFirst ? first : [...before, ...without(page.nodes, before)]));
    },
    [client, filter],
  );

  const reload = useCallback(() => void load(null, true), [load]);
  useEffect(() => {
    setRows([]);
    setPlace(start);
    reload();
  }, [reload]);

  const loadMore = (): void => {
    if (!isBusy.current && place.after !== null) void load(place.after, false);
  };
  useRetry(error, rows.length === 0 ? reload : loadMore);

  return {
    rows,
    isLoading,
    error,
    isEnd: place.isEnd,
    searchedUntil: place.searchedUntil,
    loadMore,
    put: useCallback((row: GenerationRow) => {
      if (isBusy.current) arrived.current.push(row);
      setRows((before) => withRow(before, row));
    }, []),
    reload,
  };
}

function without(rows: readonly GenerationRow[], known: readonly GenerationRow[]): readonly GenerationRow[] {
  // Rows repeat only near the boundary of two pages.
  const ids = new Set(known.slice(-2 * pageSize).map(({ id }) => id));
  return rows.filter(({ id }) => !ids.has(id));
}

/** The rows with a row replaced, or inserted before the first older row. An older state does not undo an end. */
export function withRow(rows: readonly GenerationRow[], row: GenerationRow): readonly GenerationRow[] {
  const index = rows.findIndex(({ id }) => id <= row.id);
  const found = rows[index];
  if (found === undefined) return [...rows, row];
  const isKnown = found.id === row.id;
  if (isKnown && row.status === 'RUNNING' && found.status !== 'RUNNING') return rows;
  return [...rows.slice(0, index), row, ...rows.slice(isKnown ? index + 1 : index)];
}
