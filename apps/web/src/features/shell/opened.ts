'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { changeAddress } from './address.ts';

export type Opened = {
  /** What is open; null for nothing. */
  value: string | null;
  /** Opens it, so that the browser's Back closes it. What is open already gives way to it. */
  open(value: string): void;
  /** Closes it. Where this page opened it, as Back does. */
  close(): void;
};

/**
 * A thing that is shown over the page, such as in a drawer, under a name in the address. So a reload and a link show it
 * again. Dialogs that change something do not belong there.
 */
export function useOpened(name: string): Opened {
  const value = useSearchParams().get(name);
  const open = useCallback(
    (next: string): void => {
      const isStep = value === null || readStep() === name;
      changeAddress({ [name]: next }, value === null ? 'step' : null);
      if (isStep) markStep(name);
    },
    [name, value],
  );
  const close = useCallback((): void => {
    if (readStep() === name) {
      // A second click must not leave the page.
      markStep(null);
      window.history.back();
    } else changeAddress({ [name]: null });
  }, [name]);
  return { value, open, close };
}

/** What the present entry of the browser's history opened. */
function readStep(): unknown {
  return (window.history.state as { opened?: unknown } | null)?.opened;
}

function markStep(opened: string | null): void {
  window.history.replaceState({ opened }, '');
}
