import type { Metadata } from 'next';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';
import { PageLink } from '../features/shell/page-link.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Page>
      <Notice isPage title="There is nothing here" text="The console has no screen at this address.">
        <PageLink href="/">Open the overview</PageLink>
      </Notice>
    </Page>
  );
}
