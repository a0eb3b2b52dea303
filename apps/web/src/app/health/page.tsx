import type { Metadata } from 'next';
import { HealthScreen } from '../../features/health/health-screen.tsx';

export const metadata: Metadata = { title: 'Health' };

export default function HealthPage() {
  return <HealthScreen />;
}
