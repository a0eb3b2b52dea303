// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { CopyButton } from './copy-button.tsx';

const show = vi.hoisted(() => vi.fn());
vi.mock('@mantine/notifications', () => ({ notifications: { show } }));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  show.mockClear();
});

const renderButton = () =>
  render(
    <CopyButton value="psk_secret">
      {({ copied, copy }) => (
        <button type="button" onClick={copy}>
          {copied ? 'Copied' : 'Copy'}
        </button>
      )}
    </CopyButton>,
  );

/** A page over http, which has no clipboard. */
function setUpWithoutClipboard(isCopied: boolean) {
  const user = userEvent.setup();
  vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as unknown as Clipboard);
  const selected: string[] = [];
  document.execCommand = vi.fn(() => {
    selected.push((document.querySelector('textarea') as HTMLTextAreaElement).value);
    return isCopied;
  });
  return { user, selected };
}

test('copies through the clipboard', async () => {
  const user = userEvent.setup();
  renderButton();
  await user.click(screen.getByRole('button'));
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy();
  expect(await navigator.clipboard.readText()).toBe('psk_secret');
});

test('copies a selection on a page over http, and returns the focus', async () => {
  const { user, selected } = setUpWithoutClipboard(true);
  renderButton();
  await user.click(screen.getByRole('button'));
  expect(await screen.findByRole('button', { name: 'Copied' })).toBe(document.activeElement);
  expect(selected).toEqual(['psk_secret']);
  expect(document.querySelector('textarea')).toBeNull();
});

test('reports that the browser copies nothing', async () => {
  const { user } = setUpWithoutClipboard(false);
  renderButton();
  await user.click(screen.getByRole('button'));
  await vi.waitFor(() => expect(show).toHaveBeenCalledOnce());
  expect(screen.getByRole('button', { name: 'Copy' })).toBeTruthy();
});
