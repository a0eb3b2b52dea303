'use client';

import { Button } from '@mantine/core';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';

export default function ErrorScreen({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Page>
      <Notice isPage tone="bad" title="This screen failed" text={error.message}>
        <Button variant="default" onClick={reset}>
          Try again
        </Button>
      </Notice>
    </Page>
  );
}
