import { Button } from '@mantine/core';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Page>
      <Notice isPage title="There is nothing here" text="The console has no screen at this address.">
        <Button component={Link} href="/" variant="default">
          Overview
        </Button>
      </Notice>
    </Page>
  );
}
