import type { Metadata } from 'next';
import { PolicyScreen } from '../../features/policy/policy-screen.tsx';
import { SectionGate } from '../../features/shell/section-gate.tsx';

export const metadata: Metadata = { title: 'Policy' };

export default function PolicyPage() {
  return (
    <SectionGate>
      <PolicyScreen />
    </SectionGate>
  );
}
