'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { Provider, useQuery } from 'urql';
import { createGraphqlClient, type GraphqlClient, isRefusal } from '../../graphql/create-graphql-client.ts';
import { graphql } from '../../graphql/graphql.ts';
import { Splash } from './access-screen.tsx';
import { UnreachableScreen } from './unreachable-screen.tsx';

const ViewerQuery = graphql(`
  query SessionViewer {
    viewer {
      role
      workspaceId
    }
  }
`);

const retryEveryMs = 2_000;

type SessionContext = { address: string; client: GraphqlClient; role: string; onSignOut: () => void };

const Context = createContext<SessionContext | null>(null);

/** The signed-in viewer and the API's address; only inside a session. */
export function useSession(): SessionContext {
  const session = useContext(Context);
  if (!session) throw new Error('useSession works inside <Session> only.');
  return session;
}

type SessionProps = {
  address: string;
  apiKey: string;
  /** The API refuses the key. */
  onRefusal: () => void;
  onSignOut: () => void;
  children: ReactNode;
};

/** Shows its children once the API has accepted the key, and provides the client to them. */
export function Session({ address, apiKey, onRefusal, onSignOut, children }: SessionProps) {
  const client = useMemo(() => createGraphqlClient({ address, key: apiKey, onRefusal }), [address, apiKey, onRefusal]);
  useEffect(() => () => client.close(), [client]);

  return (
    <Provider value={client.urql}>
      <Admission client={client} address={address} onSignOut={onSignOut}>
        {children}
      </Admission>
    </Provider>
  );
}

type AdmissionProps = { client: GraphqlClient; address: string; onSignOut: () => void; children: ReactNode };

function Admission({ client, address, onSignOut, children }: AdmissionProps) {
  const [{ data, error, fetching }, retry] = useQuery({ query: ViewerQuery });
  const isUnreachable = !data && error !== undefined && !isRefusal(error);

  useEffect(() => {
    if (!isUnreachable || fetching) return;
    const timer = setTimeout(() => retry({ requestPolicy: 'network-only' }), retryEveryMs);
    return () => clearTimeout(timer);
  }, [isUnreachable, fetching, retry]);

  const role = data?.viewer.role;
  const session = useMemo(
    () => (role === undefined ? null : { address, client, role, onSignOut }),
    [address, client, role, onSignOut],
  );
  if (isUnreachable) {
    return (
      <UnreachableScreen
        address={address}
        onRetry={() => retry({ requestPolicy: 'network-only' })}
        onSignOut={onSignOut}
      />
    );
  }
  return session ? <Context value={session}>{children}</Context> : <Splash />;
}
