'use client';

import { type ReactNode, useCallback, useState, useSyncExternalStore } from 'react';
import type { ApiLocation } from '../../env.ts';
import { apiAddress } from '../../graphql/api-address.ts';
import { Splash } from './access-screen.tsx';
import { createKeyStore, type KeyStore } from './key-store.ts';
import { Session } from './session.tsx';
import { SignInScreen } from './sign-in-screen.tsx';

let keyStore: KeyStore | undefined;

/** One per page. Created on first use, because the server has no local storage. */
function pageKeyStore(): KeyStore {
  keyStore ??= createKeyStore(window);
  return keyStore;
}

const watchKey = (listener: () => void) => pageKeyStore().watch(listener);
const readKey = () => pageKeyStore().read();

/** Shows its children when the API accepts the key. */
export function AccessGate({ api, children }: { api: ApiLocation; children: ReactNode }) {
  const key = useSyncExternalStore(watchKey, readKey, () => undefined);
  const [problem, setProblem] = useState<string | null>(null);

  const signOut = useCallback(() => {
    setProblem(null);
    pageKeyStore().remove();
  }, []);
  const refuse = useCallback(() => {
    setProblem('The gateway does not accept this key.');
    pageKeyStore().remove();
  }, []);

  // The server does not know the key.
  if (key === undefined) return <Splash />;
  if (key === null) return <SignInScreen problem={problem} onKey={(given) => pageKeyStore().save(given)} />;
  return (
    <Session key={key} address={apiAddress(api, window.location)} apiKey={key} onRefusal={refuse} onSignOut={signOut}>
      {children}
    </Session>
  );
}
