'use client';

import { Alert, Button, Checkbox, CopyButton, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { usePlaygroundState } from './playground-provider.tsx';
import { packShared } from './share-link.ts';

/** Makes a link with the settings, and optionally with the conversation. */
export function ShareDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Share" closeButtonProps={{ 'aria-label': 'Close' }}>
      <ShareForm />
    </Modal>
  );
}

function ShareForm() {
  const { settings, draft, turns } = usePlaygroundState((state) => state);
  const [withConversation, setWithConversation] = useState(false);
  const [link, setLink] = useState<{ address: string } | 'pending' | 'too-long'>('pending');

  useEffect(() => {
    let isCurrent = true;
    void packShared({ settings, draft, turns }, { conversation: withConversation }).then((fragment) => {
      if (!isCurrent) return;
      const page = `${window.location.origin}/playground`;
      setLink(fragment === null ? 'too-long' : { address: `${page}${fragment}` });
    });
    return () => {
      isCurrent = false;
    };
  }, [settings, draft, turns, withConversation]);

  return (
    <Stack gap="md">
      <Text size="sm">
        The link carries the models, the system message, the parameters and the typed prompt. All of it is in the
        address itself; nothing is stored. Opening it requires access to this console.
      </Text>
      {turns.length > 0 && (
        <Checkbox
          label="With the conversation"
          description="Prompts and answers as text. Files are left out."
          checked={withConversation}
          onChange={({ currentTarget }) => setWithConversation(currentTarget.checked)}
        />
      )}
      {link === 'too-long' ? (
        <Alert color="yellow" variant="light" role="status">
          This is too long for a link. Leave the conversation out, or shorten the prompt and the system message.
        </Alert>
      ) : (
        <>
          <TextInput aria-label="Link" readOnly value={link === 'pending' ? '' : link.address} />
          <CopyButton value={link === 'pending' ? '' : link.address}>
            {({ copied, copy }) => (
              <Button onClick={copy} disabled={link === 'pending'}>
                {copied ? 'Copied' : 'Copy the link'}
              </Button>
            )}
          </CopyButton>
        </>
      )}
    </Stack>
  );
}
