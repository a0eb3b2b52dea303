'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useClient } from 'urql';
import { createPlayground, type Playground, type PlaygroundState } from './playground-store.ts';

const Context = createContext<Playground | null>(null);

/** Keeps the playground's conversation while its screen is hidden. */
export function PlaygroundProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const playground = useMemo(() => createPlayground({ client }), [client]);
  useEffect(() => {
    playground.open();
    return playground.close;
  }, [playground]);
  return <Context value={playground}>{children}</Context>;
}

export function usePlayground(): Playground {
  const playground = useContext(Context);
  if (!playground) throw new Error('usePlayground works inside <PlaygroundProvider> only.');
  return playground;
}

/** Selects a part of the playground's state. Renders again when that part changes. */
export function usePlaygroundState<Part>(select: (state: PlaygroundState) => Part): Part {
  const playground = usePlayground();
  const read = () => select(playground.read());
  return useSyncExternalStore(playground.watch, read, read);
}
