'use client';

import { useEffect, useRef } from 'react';
import type { CombinedError } from 'urql';
import { isUnreachable } from './describe-error.ts';
import { retryAfterMs } from './retry-when-online.ts';

/** Reads again what the API did not answer, until it does: for pages that are read one by one, which no query stays for. */
export function useRetry(error: CombinedError | null | undefined, retry: () => void): void {
  const latest = useRef(retry);
  latest.current = retry;
  useEffect(() => {
    if (!isUnreachable(error)) return;
    // Each failure is an error of its own, and so begins a wait of its own.
    const timer = setTimeout(() => latest.current(), retryAfterMs);
    return () => clearTimeout(timer);
  }, [error]);
}
