import type { Metadata } from 'next';
import { AuditScreen } from '../../features/audit/audit-screen.tsx';
import { SectionGate } from '../../features/shell/section-gate.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default function AuditPage() {
  return (
    <SectionGate>
      <AuditScreen />
    </SectionGate>
  );
}
