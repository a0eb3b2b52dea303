'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { useRetry } from '../../graphql/use-retry.ts';
import { type AuditEntry, type AuditFilterInput, AuditQuery } from './audit-documents.ts';

const pageSize = 50;

export type AuditPages = {
  /** Undefined until the first page has arrived. */
  entries: readonly AuditEntry[] | undefined;
  isLoading: boolean;
  error: CombinedError | undefined;
  /** Null at the end. */
  loadMore: (() => void) | null;
  reload(): void;
};

/** The entries of a filter, page after page, newest first. */
export function useAuditPages(filter: AuditFilterInput): AuditPages {
  const client = useClient();
  const [entries, setEntries] = useState<readonly AuditEntry[]>();
  const [next, setNext] = useState<string | null>(null);
  const [isLoading, setIsLoading] = useState(false);
  const [error, setError] = useState<CombinedError>();
  // A page that arrives after a change of the filter belongs to an earlier run.
  const run = useRef(0);

  const load = useCallback(
    async (after: string | null) => {
      const own = after === null ? ++run.current : run.current;
      setIsLoading(true);
      const variables = { filter, first: pageSize, after };
      const result = await client.query(AuditQuery, variables, { requestPolicy: 'network-only' }).toPromise();
      if (own !== run.current) return;
      setIsLoading(false);
      setError(result.error);
      const page = result.data?.auditLog;
      if (!page) return;
      setNext(page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null);
      setEntries((before) => (after === null || !before ? page.nodes : [...before, ...page.nodes]));
    },
    [client, filter],
  );
  const reload = useCallback(() => void load(null), [load]);
  useEffect(reload, [reload]);

  useRetry(error, reload);

  return {
    entries,
    isLoading,
    error,
    reload,
    loadMore: next === null ? null : () => void load(next),
  };
}
