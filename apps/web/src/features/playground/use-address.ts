'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { usePlayground } from './playground-provider.tsx';
import { routesOfAddress } from './route.ts';
import { readShared } from './share-link.ts';
import { mostLanes } from './turn.ts';

/**
 * Takes over what the address says, and removes it there. `?model=…`, `?chain=…` or `?strategy=…` select who answers;
 * `#share=…` is a link of the share dialog. Nothing is sent.
 */
export function useAddress(): void {
  const playground = usePlayground();
  const path = usePathname();
  const parameters = useSearchParams();

  useEffect(() => {
    const routes = routesOfAddress(new URLSearchParams(parameters)).slice(0, mostLanes);
    if (routes.length === 0) return;
    playground.change({ routes });
    window.history.replaceState(null, '', path);
  }, [parameters, path, playground]);

  useEffect(() => {
    const receive = async () => {
      const { hash, search } = window.location;
      const shared = await readShared(hash);
      if (shared === null) return;
      window.history.replaceState(null, '', `${path}${search}`);
      const { turns, ...others } = shared;
      playground.receive({ ...others, ...(turns.length > 0 ? { turns } : {}) });
    };
    void receive();
    window.addEventListener('hashchange', receive);
    return () => window.removeEventListener('hashchange', receive);
  }, [path, playground]);
}
