'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef } from 'react';
import { Provider, useQuery } from 'urql';
import { createGraphqlClient, type GraphqlClient, isRefusal } from '../../graphql/create-graphql-client.ts';
import { Splash } from './access-screen.tsx';
import { fetchViewerEarly } from './early-viewer.ts';
import { UnreachableScreen } from './unreachable-screen.tsx';
import { toViewer, ViewerProvider } from './use-viewer.ts';
import { ViewerQuery } from './viewer-query.ts';

const retryEveryMs = 2_000;

type SessionContext = { client: GraphqlClient; onSignOut: () => void };

const Context = createContext<SessionContext | null>(null);

/** The client of the signed-in viewer, and the function to sign out. Only inside a session. */
export function useSession(): SessionContext {
  const session = useContext(Context);
  if (!session) throw new Error('useSession works inside <Session> only.');
  return session;
}

type SessionProps = {
  /** Called when the API refuses the session. `wasSignedIn`: the session was valid before. */
  onRefusal: (wasSignedIn: boolean) => void;
  onSignOut: () => void;
  children: ReactNode;
};

/** Shows its children once the API has accepted the session's cookie, and provides the client to them. */
export function Session({ onRefusal, onSignOut, children }: SessionProps) {
  const wasSignedIn = useRef(false);
  const client = useMemo(
    () =>
      createGraphqlClient({
        address: window.location.origin,
        onRefusal: () => onRefusal(wasSignedIn.current),
        fetch: fetchViewerEarly,
      }),
    [onRefusal],
  );
  useEffect(() => () => client.close(), [client]);
  const admit = useCallback(() => {
    wasSignedIn.current = true;
  }, []);

  return (
    <Provider value={client.urql}>
      <Admission client={client} onAdmitted={admit} onSignOut={onSignOut}>
        {children}
      </Admission>
    </Provider>
  );
}

type AdmissionProps = { client: GraphqlClient; onAdmitted: () => void; onSignOut: () => void; children: ReactNode };

function Admission({ client, onAdmitted, onSignOut, children }: AdmissionProps) {
  const [{ data, error, fetching }, retry] = useQuery({ query: ViewerQuery });
  const isUnreachable = !data && error !== undefined && !isRefusal(error);

  useEffect(() => {
    if (!isUnreachable || fetching) return;
    const timer = setTimeout(() => retry({ requestPolicy: 'network-only' }), retryEveryMs);
    return () => clearTimeout(timer);
  }, [isUnreachable, fetching, retry]);

  const facts = data?.viewer;
  const viewer = useMemo(() => (facts === undefined ? null : toViewer(facts)), [facts]);
  const session = useMemo(() => ({ client, onSignOut }), [client, onSignOut]);
  useEffect(() => {
    if (viewer !== null) onAdmitted();
  }, [viewer, onAdmitted]);
  if (isUnreachable) {
    return <UnreachableScreen onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  }
  if (viewer === null) return <Splash />;
  return (
    <ViewerProvider value={viewer}>
      <Context value={session}>{children}</Context>
    </ViewerProvider>
  );
}
