'use client';

import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Splash } from './access-screen.tsx';
import { Session } from './session.tsx';
import { type SignInResult, signIn, signOut } from './session-api.ts';
import { SignInScreen } from './sign-in-screen.tsx';
import { takeCode } from './take-code.ts';

/**
 * `opening`: a link with a code signs in. `admitted`: the API may accept the browser's cookie, and is asked. `out`: the
 * API does not accept it, or no longer. `left`: the user has signed out; `next` is the address at which the identity
 * provider ends its own session.
 */
type Access =
  | { type: 'opening' }
  | { type: 'admitted' }
  | { type: 'left'; next: string | null }
  | { type: 'out'; problem: string | null };

/**
 * Shows its children to a signed-in user, and the sign-in to others. The address stays, so the user returns to the
 * page.
 */
export function AccessGate({ children }: { children: ReactNode }) {
  const [access, setAccess] = useState<Access>({ type: 'opening' });
  const hasOpened = useRef(false);

  useEffect(() => {
    // React's strict mode runs effects twice, and a code works once.
    if (hasOpened.current) return;
    hasOpened.current = true;
    const code = takeCode(window);
    if (code === null) setAccess({ type: 'admitted' });
    else void signIn({ code }).then((result) => setAccess(accessAfter(result)));
  }, []);

  const refuse = useCallback((wasSignedIn: boolean) => {
    setAccess({ type: 'out', problem: wasSignedIn ? 'Your session has ended. Sign in again.' : null });
  }, []);
  const leave = useCallback(async () => {
    const left = await signOut();
    if (left !== null) setAccess({ type: 'left', next: left.url });
  }, []);

  // After the pages are unmounted, because they save their drafts at that point.
  useEffect(() => {
    if (access.type !== 'left') return;
    forgetDrafts();
    if (access.next === null) setAccess({ type: 'out', problem: null });
    else window.location.assign(access.next);
  }, [access]);

  switch (access.type) {
    case 'opening':
    case 'left':
      return <Splash />;
    case 'admitted':
      return (
        <Session onRefusal={refuse} onSignOut={leave}>
          {children}
        </Session>
      );
    case 'out':
      return <SignInScreen problem={access.problem} onSignedIn={() => setAccess({ type: 'admitted' })} />;
    default:
      return access satisfies never;
  }
}

/** Removes this window's drafts of the policy and of templates. The next user may be another person. */
function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith('penstock.')) sessionStorage.removeItem(key);
  } catch {
    // A browser that forbids storage has no drafts.
  }
}

function accessAfter(result: SignInResult): Access {
  switch (result.type) {
    case 'signed-in':
    // The session's own screen shows that the API is unreachable, and tries again.
    case 'unreachable':
      return { type: 'admitted' };
    case 'refused':
      return { type: 'out', problem: result.message };
    default:
      return result satisfies never;
  }
}
