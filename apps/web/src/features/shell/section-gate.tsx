'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Page, PageHeader } from '../../components/page.tsx';
import { Forbidden } from '../../components/states.tsx';
import { type Permission, useViewer } from '../access/use-viewer.ts';
import { allSections, isInSection } from './sections.ts';

const holders: Readonly<Record<Permission, string>> = {
  READ: 'everyone with a key',
  GENERATE: 'members, operators and administrators',
  MANAGE: 'members, operators and administrators',
  OPERATE: 'operators and administrators',
  ADMINISTER: 'administrators',
};

/**
 * Shows a page to viewers who may open its section. Others see the roles that may open it, and the page reads no data.
 * Each page contains its gate, so that the styles that load with the page are used.
 */
export function SectionGate({ children }: { children: ReactNode }) {
  const path = usePathname();
  const { can } = useViewer();
  const section = allSections.find((one) => isInSection(path, one));
  if (section === undefined || can(section.permission)) return children;
  return (
    <Page>
      <PageHeader title={section.label} />
      <Forbidden
        what={section.label}
        text={`This page is for ${holders[section.permission]}: ask an administrator for a key or a role that allows it.`}
      />
    </Page>
  );
}
