'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { changeAddress } from '../shell/address.ts';
import { usePlayground } from './playground-provider.tsx';
import { routesOfAddress } from './route.ts';
import { readShared } from './share-link.ts';
import { mostLanes } from './turn.ts';

/**
 * Applies the parameters of the address, and removes them from it. `?model=…`, `?chain=…` or `?strategy=…` select the
 * route, and `?template=…` a template. `#share=…` is a link of the share dialog. Nothing is sent.
 */
export function useAddress(): void {
  const playground = usePlayground();
  const path = usePathname();
  const parameters = useSearchParams();

  useEffect(() => {
    const routes = routesOfAddress(new URLSearchParams(parameters)).slice(0, mostLanes);
    const template = parameters.get('template');
    if (routes.length > 0) playground.change({ routes });
    if (template) playground.change({ template: { name: template, values: {} } });
    if (routes.length > 0 || template) changeAddress({ model: null, chain: null, strategy: null, template: null });
  }, [parameters, playground]);

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
