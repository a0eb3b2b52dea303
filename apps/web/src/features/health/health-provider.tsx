'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { useClient } from 'urql';
import type { Connection } from '../../graphql/connection.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useSession } from '../access/session.tsx';
import { type Health, HealthFacts, HealthStore } from './health-store.ts';

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

type LiveHealth = { store: HealthStore; connection: Pick<Connection, 'read' | 'watch'> | null };

const Context = createContext<LiveHealth | null>(null);

type HealthProviderProps = {
  /** The socket that delivers health. Null when it cannot be lost, as in tests. */
  connection?: LiveHealth['connection'];
  children: ReactNode;
};

/** Provides the health of all models to its children. */
export function HealthProvider({ connection = null, children }: HealthProviderProps) {
  const client = useClient();
  const [store] = useState(() => new HealthStore());
  useEffect(() => {
    const { unsubscribe } = client.subscription(HealthSubscription, {}).subscribe(({ data }) => {
      if (data) store.apply(data.health);
    });
    return unsubscribe;
  }, [client, store]);
  const live = useMemo(() => ({ store, connection }), [store, connection]);
  return <Context value={live}>{children}</Context>;
}

/** `HealthProvider` over the session's socket. */
export function SessionHealth({ children }: { children: ReactNode }) {
  return <HealthProvider connection={useSession().client.connection}>{children}</HealthProvider>;
}

const never = () => () => {};

/** Whether the connection is lost, so that the shown health may be old. */
export function useIsStale(): boolean {
  const { connection } = useLive();
  const read = () => connection?.read() === 'offline';
  return useSyncExternalStore(connection?.watch ?? never, read, read);
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
  return useLive().store;
}

function useLive(): LiveHealth {
  const live = useContext(Context);
  if (!live) throw new Error('useHealth must be used inside <HealthProvider>.');
  return live;
}
