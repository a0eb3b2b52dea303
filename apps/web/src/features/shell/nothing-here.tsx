'use client';

import { Button } from '@mantine/core';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { PageLink } from './page-link.tsx';

/** The page for an unknown address. */
export function NothingHere() {
  return (
    <Page>
      <Notice isPage title="There is nothing here" text="The console has no screen at this address.">
        <Button component={PageLink} href="/" variant="default">
          Open the overview
        </Button>
      </Notice>
    </Page>
  );
}
