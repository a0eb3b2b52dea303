import type { Metadata } from 'next';
import { OverviewScreen } from '../features/overview/overview-screen.tsx';

export const metadata: Metadata = { title: { absolute: 'Overview · Penstock' } };

export default function OverviewPage() {
  return <OverviewScreen />;
}
