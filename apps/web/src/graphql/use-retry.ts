'use client';

import { useEffect, useRef } from 'react';
import type { CombinedError } from 'urql';
import { isUnreachable } from './describe-error.ts';
import { retryAfterMs } from './retry-when-online.ts';

/**
 * Repeats a read that the API did not answer, until it does. For pages that are read one by one, without a permanent
 * query.
 */
export function useRetry(error: CombinedError | null | undefined, retry: () => void): void {
  const latest = useRef(retry);
  latest.current = retry;
  useEffect(() => {
    if (!isUnreachable(error)) return;
    // Each failure is a new error object, and so starts a new wait.
    const timer = setTimeout(() => latest.current(), retryAfterMs);
    return () => clearTimeout(timer);
  }, [error]);
}
