'use client';

import { useEffect, useState } from 'react';

/** The time, epoch milliseconds, updated ten times a second during a run. */
export function useNow(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNowMs(Date.now()), 100);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
