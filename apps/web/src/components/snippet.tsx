'use client';

import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { CopyButton } from './copy-button.tsx';
import classes from './snippet.module.css';

type SnippetProps = {
  text: string;
  label?: string;
  /** Whether the button gets the focus when a dialog with it opens. */
  isFocused?: boolean;
};

/** Code with a button that copies it. */
export function Snippet({ text, label = 'Code', isFocused }: SnippetProps) {
  return (
    <div className={classes.snippet}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide line scrolls, and so must be reachable by keyboard. */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon
              className={classes.copy}
              variant="subtle"
              color="gray"
              aria-label={`Copy: ${label}`}
              onClick={copy}
              data-autofocus={isFocused || undefined}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
