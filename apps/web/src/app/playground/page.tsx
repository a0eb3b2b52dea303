import type { Metadata } from 'next';
import { PlaygroundScreen } from '../../features/playground/playground-screen.tsx';
import { SectionGate } from '../../features/shell/section-gate.tsx';

export const metadata: Metadata = { title: 'Playground' };

export default function PlaygroundPage() {
  return (
    <SectionGate>
      <PlaygroundScreen />
    </SectionGate>
  );
}
