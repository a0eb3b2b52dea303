import type { Metadata } from 'next';
import { LeaveSignIn } from '../../features/access/leave-sign-in.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default function SignInPage() {
  return <LeaveSignIn />;
}
