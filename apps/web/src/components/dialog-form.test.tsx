// @vitest-environment happy-dom
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { screen, waitFor } from '@testing-library/react';
import { CombinedError } from '@urql/core';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { renderInConsole } from '../testing/render-in-console.tsx';
import { DialogForm } from './dialog-form.tsx';

const refusal = new CombinedError({ networkError: new Error('refused') });

function Named({ send, onClose }: { send: (name: string) => Promise<CombinedError | undefined>; onClose: () => void }) {
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => (name === '' ? 'Give it a name.' : null) },
  });
  const [error, setError] = useState<CombinedError>();
  const [isSaving, setSaving] = useState(false);
  const submit = form.onSubmit(async ({ name }) => {
    setSaving(true);
    setError(await send(name));
    setSaving(false);
  });
  return (
    <DialogForm
      {...{ title: 'New thing', action: 'Create', isSaving, error, onClose }}
      isDirty={form.isDirty()}
      onSubmit={submit}
    >
      <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
    </DialogForm>
  );
}

function open(send: (name: string) => Promise<CombinedError | undefined> = async () => undefined) {
  const onClose = vi.fn();
  return { onClose, ...renderInConsole(<Named send={send} onClose={onClose} />) };
}

const name = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
const button = (label: string) => screen.getByRole('button', { name: label });

test('a failed save keeps the typed text, says that it is not sent again, and focuses the button', async () => {
  const { user, onClose } = open(async () => refusal);
  await user.type(name(), 'Checkout');
  await user.click(button('Create'));
  expect((await screen.findByRole('alert')).textContent).toBe(
    'The API did not answer. It was not sent again, and the change may have been made: check before you repeat it.',
  );
  expect(name().value).toBe('Checkout');
  expect(document.activeElement).toBe(button('Create'));
  expect(onClose).not.toHaveBeenCalled();
});

test('nothing closes the dialog while it saves', async () => {
  let end = (_error: CombinedError | undefined): void => {};
  const { user, onClose } = open(() => new Promise((resolve) => (end = resolve)));
  await user.type(name(), 'Checkout');
  await user.click(button('Create'));
  await user.keyboard('{Escape}{Escape}');
  await user.click(button('Close'));
  expect(onClose).not.toHaveBeenCalled();
  expect(button('Cancel')).toHaveProperty('disabled', true);
  end(refusal);
  await screen.findByRole('alert');
  expect(name().value).toBe('Checkout');
});

test('Escape asks before it discards typed text', async () => {
  const { user, onClose } = open();
  await user.type(name(), 'Checkout');
  await user.keyboard('{Escape}');
  expect(onClose).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(button('Keep editing'));
  await user.click(button('Keep editing'));
  expect(name().value).toBe('Checkout');
  await user.keyboard('{Escape}');
  await user.click(button('Discard'));
  expect(onClose).toHaveBeenCalledOnce();
});

test('without a change, Escape closes at once', async () => {
  const { user, onClose } = open();
  name().focus();
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledOnce();
});

test('a field with a problem gets the focus', async () => {
  const send = vi.fn(async () => undefined);
  const { user } = open(send);
  await user.click(button('Create'));
  await waitFor(() => expect(document.activeElement).toBe(name()));
  expect(screen.getByText('Give it a name.')).toBeTruthy();
  expect(send).not.toHaveBeenCalled();
});
