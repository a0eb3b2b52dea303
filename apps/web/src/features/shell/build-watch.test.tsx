// @vitest-environment happy-dom
import { act, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection } from '../../graphql/connection.ts';
import { useBuildWatch } from './build-watch.ts';

let connection: Connection;
let present: string;
const reload = vi.fn();
const read = vi.fn(async () => new Response(present));

beforeEach(() => {
  connection = new Connection();
  present = 'one';
  sessionStorage.clear();
  reload.mockClear();
  read.mockClear();
  vi.stubGlobal('fetch', read);
});
afterEach(() => vi.unstubAllGlobals());

function Page({ build = 'one' as string | null }) {
  const isOutdated = useBuildWatch({ build, connection, reload });
  return (
    <>
      <output>{isOutdated ? 'old' : 'present'}</output>
      <input aria-label="a field" />
    </>
  );
}

const state = () => screen.getByRole('status').textContent;
const restart = () =>
  act(() => {
    for (const each of ['online', 'offline', 'online'] as const) connection.set(each);
  });
const loseScript = () => {
  const script = document.createElement('script');
  document.head.append(script);
  act(() => void script.dispatchEvent(new Event('error')));
};

test('a server that restarts with another build reloads a page without typed text, once', async () => {
  render(<Page />);
  restart();
  await waitFor(() => expect(read).toHaveBeenCalledOnce());
  expect(reload).not.toHaveBeenCalled();
  expect(state()).toBe('present');

  present = 'two';
  restart();
  await waitFor(() => expect(reload).toHaveBeenCalledOnce());
  // The reload was answered by a server with the old build.
  restart();
  await waitFor(() => expect(read).toHaveBeenCalledTimes(3));
  expect(reload).toHaveBeenCalledOnce();
  expect(state()).toBe('old');
});

test('a missing script also starts the check, and typed text is not lost', async () => {
  render(<Page />);
  await userEvent.setup().type(screen.getByLabelText('a field'), 'a draft');
  present = 'two';
  loseScript();
  await waitFor(() => expect(state()).toBe('old'));
  expect(reload).not.toHaveBeenCalled();
});

test('a text that was removed again does not prevent the reload', async () => {
  render(<Page />);
  const user = userEvent.setup();
  await user.type(screen.getByLabelText('a field'), 'a draft');
  await user.clear(screen.getByLabelText('a field'));
  present = 'two';
  loseScript();
  await waitFor(() => expect(reload).toHaveBeenCalledOnce());
});

test('a lost network is no new build, and the first connection is no restart', async () => {
  read.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  render(<Page />);
  act(() => connection.set('online'));
  expect(read).not.toHaveBeenCalled();
  loseScript();
  await waitFor(() => expect(read).toHaveBeenCalledOnce());
  expect(state()).toBe('present');
});
