import type { Metadata } from 'next';
import { KeysScreen } from '../../features/keys/keys-screen.tsx';

export const metadata: Metadata = { title: 'Workspaces & keys' };

export default function KeysPage() {
  return <KeysScreen />;
}
