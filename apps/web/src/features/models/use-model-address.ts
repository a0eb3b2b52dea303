'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { Sort } from '../../components/data-table.tsx';
import { type ModelFilter, ownParameters, readAddress, writeAddress } from './model-filter.ts';

export type ModelView = { filter: ModelFilter; sort: Sort; compared: readonly string[] };

/** The address is written after this time without a change. Milliseconds. */
const writeAfterMs = 200;

/**
 * The view of the list: filter, order and compared models. The state is local, so that typed letters show at once, and
 * the address follows. An outside change of the address, such as by the Back button, changes the view.
 */
export function useModelAddress(): { view: ModelView; change: (part: Partial<ModelView>) => void } {
  const address = useSearchParams().toString();
  const [view, setView] = useState<ModelView>(() => readAddress(new URLSearchParams(address)));
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  /** Addresses that were written and not read back yet, oldest first. */
  const written = useRef<string[]>([]);

  useEffect(() => {
    const index = written.current.indexOf(address);
    if (index >= 0) written.current.splice(0, index + 1);
    else if (timer.current === null && isPresent(address)) {
      written.current = [];
      setView(readAddress(new URLSearchParams(address)));
    }
  }, [address]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  const change = (part: Partial<ModelView>): void => {
    const next = { ...view, ...part };
    setView(next);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = null;
      const parameters = mergeParameters(window.location.search, writeAddress(next));
      if (parameters === new URLSearchParams(window.location.search).toString()) return;
      written.current.push(parameters);
      const { pathname } = window.location;
      window.history.replaceState(null, '', parameters === '' ? pathname : `${pathname}?${parameters}`);
    }, writeAfterMs);
  };
  return { view, change };
}

/**
 * An address that another one has already replaced, such as when a drawer opens during a write, does not change the
 * view.
 */
function isPresent(address: string): boolean {
  return address === new URLSearchParams(window.location.search).toString();
}

/** The address parameters with those of this page replaced. Time range and workspace stay. */
function mergeParameters(search: string, own: URLSearchParams): string {
  const parameters = new URLSearchParams(search);
  for (const name of ownParameters) parameters.delete(name);
  for (const [name, value] of own) parameters.append(name, value);
  return parameters.toString();
}
