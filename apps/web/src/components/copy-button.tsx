'use client';

import { useTimeout } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { copyText } from './copy-text.ts';

/** Time for which a button shows that it has copied. Milliseconds. */
const shownMs = 1_500;

/** Copies texts and shows it for a moment. Reports where the browser refuses. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  const { start, clear } = useTimeout(() => setCopied(false), shownMs);
  const copy = (text: string): void => {
    void copyText(text).then((isCopied) => {
      if (!isCopied) {
        notifications.show({ color: 'red', message: 'The browser did not copy it. Select the text and copy it.' });
        return;
      }
      clear();
      setCopied(true);
      start();
    });
  };
  return { copied, copy };
}

type CopyButtonProps = { value: string; children: (state: { copied: boolean; copy: () => void }) => ReactNode };

/** Gives its child a function that copies a value. */
export function CopyButton({ value, children }: CopyButtonProps) {
  const { copied, copy } = useCopy();
  return children({ copied, copy: () => copy(value) });
}
