import type { Metadata } from 'next';
import { PolicyScreen } from '../../features/policy/policy-screen.tsx';

export const metadata: Metadata = { title: 'Policy' };

export default function PolicyPage() {
  return <PolicyScreen />;
}
