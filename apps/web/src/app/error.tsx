'use client';

import { Button } from '@mantine/core';
import { Notice } from '../components/notice.tsx';

export default function ErrorScreen({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Notice title="This screen failed" text={error.message}>
      <Button variant="default" onClick={reset}>
        Try again
      </Button>
    </Notice>
  );
}
