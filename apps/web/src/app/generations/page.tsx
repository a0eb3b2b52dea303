import type { Metadata } from 'next';
import { GenerationsScreen } from '../../features/generations/generations-screen.tsx';

export const metadata: Metadata = { title: 'Generations' };

export default function GenerationsPage() {
  return <GenerationsScreen />;
}
