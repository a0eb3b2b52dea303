import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Page>
      <Notice isPage title="There is nothing here" text="The console has no screen at this address.">
        <Link href="/" prefetch={false}>
          Open the overview
        </Link>
      </Notice>
    </Page>
  );
}
