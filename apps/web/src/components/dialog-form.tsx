'use client';

import { Button, Group, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { CombinedError } from 'urql';
import { FailedChange } from './failed-change.tsx';

type DialogFormProps = Pick<ModalProps, 'size' | 'centered'> & {
  title: string;
  /** The label of the button that sends. */
  action: string;
  /** Whether the change is being sent. */
  isSaving: boolean;
  error: CombinedError | undefined;
  /** Whether closing would lose typed text. */
  isDirty: boolean;
  /** Whether there is no change to send. */
  isDisabled?: boolean;
  /** Shown beside the buttons. */
  note?: ReactNode;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
};

/**
 * A dialog with a form. Only an explicit click discards typed text: a failed save keeps it. Escape or a click beside
 * the dialog asks first.
 */
export function DialogForm(props: DialogFormProps) {
  const { title, action, isSaving, error, isDirty, isDisabled, note, onSubmit, onClose, children, ...modal } = props;
  const [isAsked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFocusAfterFailure(form, error);

  const leave = (): void => {
    if (isSaving) return;
    if (isDirty && !isAsked) setAsked(true);
    else onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(event);
    // After the problems of the fields are shown.
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  return (
    <Modal {...modal} opened onClose={leave} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack gap="md">
          {children}
          <FailedChange error={error} />
          {isAsked ? (
            <Discard onKeep={() => setAsked(false)} onDiscard={onClose} />
          ) : (
            <Group justify="flex-end">
              {note && (
                <Text size="xs" c="dimmed" flex={1}>
                  {note}
                </Text>
              )}
              <Button variant="default" disabled={isSaving} onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={isSaving} disabled={isDisabled}>
                {action}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Modal>
  );
}

function Discard({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <Group justify="flex-end">
      <Text size="sm" role="alert" flex={1}>
        Discard the changes?
      </Text>
      <Button ref={keep} variant="default" onClick={onKeep}>
        Keep editing
      </Button>
      <Button color="red.9" onClick={onDiscard}>
        Discard
      </Button>
    </Group>
  );
}

/** A button is disabled while it sends, and so loses the focus. */
function useFocusAfterFailure(form: { current: HTMLFormElement | null }, error: CombinedError | undefined): void {
  useEffect(() => {
    if (error === undefined || form.current?.contains(document.activeElement)) return;
    form.current?.querySelector<HTMLElement>('button[type=submit]')?.focus();
  }, [error, form]);
}
