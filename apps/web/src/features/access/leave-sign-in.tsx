'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Splash } from './access-screen.tsx';

/** The sign-in page for a user who is already signed in. The gate shows it to no other user. */
export function LeaveSignIn() {
  const router = useRouter();
  useEffect(() => router.replace('/'), [router]);
  return <Splash />;
}
