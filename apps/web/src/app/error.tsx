'use client';

import { Button } from '@mantine/core';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';
import { reloadPage } from '../features/shell/build-watch.ts';

export default function ErrorScreen({ error, reset }: { error: Error; reset: () => void }) {
  const isMissing = error.name === 'ChunkLoadError';
  return (
    <Page>
      <Notice
        isPage
        tone="bad"
        title={isMissing ? 'A part of this screen could not be loaded' : 'This screen failed'}
        text={isMissing ? 'The console may have been updated, or the network failed. Reload the page.' : error.message}
      >
        <Button variant="default" onClick={isMissing ? reloadPage : reset}>
          {isMissing ? 'Reload' : 'Try again'}
        </Button>
      </Notice>
    </Page>
  );
}
