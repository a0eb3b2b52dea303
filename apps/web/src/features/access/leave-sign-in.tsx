'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Splash } from './access-screen.tsx';

/** The page of the sign-in for a user who is signed in already: the gate shows it to no other user. */
export function LeaveSignIn() {
  const router = useRouter();
  useEffect(() => router.replace('/'), [router]);
  return <Splash />;
}
