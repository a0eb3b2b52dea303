'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { createHealthStore, type Health, HealthFacts, type HealthStore } from './health-store.ts';

const HealthSubscription = graphql(
  `
    subscription LiveHealth {
      health {
        snapshot
        models {
          ...HealthFacts
        }
      }
    }
  `,
  [HealthFacts],
);

const Context = createContext<HealthStore | null>(null);

/** Provides the health of all models to its children. */
export function HealthProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const [store] = useState(createHealthStore);
  useEffect(() => {
    const { unsubscribe } = client.subscription(HealthSubscription, {}).subscribe(({ data }) => {
      if (data) store.apply(data.health);
    });
    return unsubscribe;
  }, [client, store]);
  return <Context value={store}>{children}</Context>;
}

/** A model's present health; undefined until the first event. */
export function useHealth(model: string): Health | undefined {
  const store = useStore();
  const watch = useCallback((listener: () => void) => store.watch(model, listener), [store, model]);
  const read = () => store.read(model);
  return useSyncExternalStore(watch, read, read);
}

/** The health of all models by id. */
export function useAllHealth(): ReadonlyMap<string, Health> {
  const store = useStore();
  return useSyncExternalStore(store.watchAll, store.readAll, store.readAll);
}

function useStore(): HealthStore {
  const store = useContext(Context);
  if (!store) throw new Error('useHealth must be used inside <HealthProvider>.');
  return store;
}
