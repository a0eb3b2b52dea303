'use client';

import { Alert, Button, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Snippet } from '../../components/snippet.tsx';

type SecretDialogProps = { title: string; secret: string; note: string; onClose: () => void };

/** Shows a secret once. No other part of the console has it, and closing the dialog forgets it. */
export function SecretDialog({ title, secret, note, onClose }: SecretDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} closeOnEscape={false} size="lg">
      <Stack gap="md">
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={16} />}>
          Copy it now. It is shown only once and not stored. To replace a lost secret, rotate the key.
        </Alert>
        {/* Otherwise an Enter that is held or pressed twice would close the dialog that it opened. */}
        <Snippet text={secret} label="Secret" isFocused />
        <Text size="sm" c="dimmed">
          {note}
        </Text>
        <Button onClick={onClose} style={{ alignSelf: 'flex-end' }}>
          I have copied it
        </Button>
      </Stack>
    </Modal>
  );
}
