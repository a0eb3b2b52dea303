'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { changeAddress } from './address.ts';

export type Opened = {
  /** The opened value; null while closed. */
  value: string | null;
  /** Opens a value, so that the browser's Back closes it. It replaces a value that is already open. */
  open(value: string): void;
  /** Closes it, by going back if this page opened it. */
  close(): void;
};

/**
 * A drawer or similar part over the page, whose value is in the address under a name. So a reload and a link show it
 * again. Do not use it for dialogs that change something.
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

/** The name that the present history entry opened. */
function readStep(): unknown {
  return (window.history.state as { opened?: unknown } | null)?.opened;
}

function markStep(opened: string | null): void {
  window.history.replaceState({ opened }, '');
}
