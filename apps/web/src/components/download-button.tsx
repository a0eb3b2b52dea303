'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';

type DownloadButtonProps = {
  /** The name of the file. */
  name: string;
  /** The content of the file. Null when it could not be made; `text` has then shown the reason. */
  text: () => string | Promise<string | null>;
};

/** Saves a CSV file. */
export function DownloadButton({ name, text }: DownloadButtonProps) {
  const [isBusy, setIsBusy] = useState(false);
  const download = async (): Promise<void> => {
    setIsBusy(true);
    const content = await text();
    setIsBusy(false);
    if (content === null) return;
    const address = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: name });
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconDownload size={14} />}
      loading={isBusy}
      onClick={() => void download()}
    >
      CSV
    </Button>
  );
}
