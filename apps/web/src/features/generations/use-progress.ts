'use client';

import { useEffect } from 'react';
import { useClient } from 'urql';
import { GenerationFeed } from './generation-documents.ts';

/** The time between two readings of a running generation, milliseconds. */
export const readMs = 5_000;

/**
 * Calls `read` when a running generation has ended, and now and then before: it may end before the feed is open. Null:
 * no generation runs.
 */
export function useProgress(id: string | null, read: () => void): void {
  const client = useClient();
  useEffect(() => {
    if (id === null) return;
    const { unsubscribe } = client.subscription(GenerationFeed, { filter: null }).subscribe(({ data }) => {
      if (data?.generations.type === 'ENDED' && data.generations.generation.id === id) read();
    });
    const timer = setInterval(read, readMs);
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [client, id]);
}
