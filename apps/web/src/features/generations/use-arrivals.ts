'use client';

import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { GenerationFeed, type GenerationRow } from './generation-documents.ts';
import type { GenerationFilterInput } from './generation-filter.ts';
import { withRow } from './use-generation-pages.ts';

/** Maximum number of new generations that wait to be shown. The list itself finds older ones. */
const mostWaiting = 500;

/**
 * The generations that start and end while a list is shown. `isKnown`: the list contains it, and is updated at once.
 * New generations wait until they are shown, so that rows do not move under the user. With `isFollowing` they are also
 * added at once.
 */
export function useArrivals(
  filter: GenerationFilterInput,
  options: { isFollowing: () => boolean; isKnown: (id: string) => boolean; put: (row: GenerationRow) => void },
): { waiting: readonly GenerationRow[]; show(): void } {
  const client = useClient();
  const [waiting, setWaiting] = useState<readonly GenerationRow[]>([]);
  const { isFollowing, isKnown, put } = options;

  useEffect(() => {
    setWaiting([]);
    const { unsubscribe } = client.subscription(GenerationFeed, { filter }).subscribe(({ data }) => {
      if (!data) return;
      const { generation } = data.generations;
      if (isKnown(generation.id) || isFollowing()) put(generation);
      else setWaiting((before) => withRow(before, generation).slice(0, mostWaiting));
    });
    return unsubscribe;
  }, [client, filter, isFollowing, isKnown, put]);

  const show = useCallback(() => {
    for (const row of [...waiting].reverse()) put(row);
    setWaiting([]);
  }, [waiting, put]);
  return { waiting, show };
}
