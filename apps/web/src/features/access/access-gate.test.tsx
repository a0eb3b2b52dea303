// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AccessGate } from './access-gate.tsx';
import { useSession } from './session.tsx';

type Behaviour = 'accepts' | 'refuses' | 'away';

let behaviour: Behaviour;
const authorizations: string[] = [];

beforeEach(() => {
  authorizations.length = 0;
  vi.stubGlobal('fetch', async (_url: string, { headers }: { headers: Record<string, string> }) => {
    authorizations.push(headers.authorization ?? '');
    if (behaviour === 'away') throw new TypeError('connection refused');
    const isRight = behaviour === 'accepts' && headers.authorization === 'Bearer right';
    const refusal = { errors: [{ message: 'no such key', extensions: { code: 'UNAUTHENTICATED' } }] };
    const body = isRight ? { data: { viewer: { role: 'ADMIN', workspaceId: null } } } : refusal;
    return new Response(JSON.stringify(body), {
      status: isRight ? 200 : 401,
      headers: { 'content-type': 'application/json' },
    });
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  localStorage.clear();
  window.dispatchEvent(new Event('storage'));
});

function Inside() {
  const { role, address, onSignOut } = useSession();
  return (
    <button type="button" onClick={onSignOut}>
      {role} at {address}
    </button>
  );
}

function open() {
  render(
    <MantineProvider env="test">
      <AccessGate api={{ type: 'address', url: 'http://api.test' }}>
        <Inside />
      </AccessGate>
    </MantineProvider>,
  );
  return userEvent.setup();
}

async function signIn(user: ReturnType<typeof userEvent.setup>, key: string) {
  await user.type(await screen.findByLabelText('API key'), key);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('a valid key signs in and is stored, and signing out removes it', async () => {
  behaviour = 'accepts';
  const user = open();
  await signIn(user, 'right');
  const inside = await screen.findByText('ADMIN at http://api.test');
  expect(localStorage.getItem('penstock.key')).toBe('right');
  await user.click(inside);
  expect(await screen.findByLabelText('API key')).toBeDefined();
  expect(localStorage.getItem('penstock.key')).toBeNull();
});

test('a wrong key is refused, and is not stored', async () => {
  behaviour = 'refuses';
  await signIn(open(), 'wrong');
  expect(await screen.findByText('The gateway does not accept this key.')).toBeDefined();
  expect(authorizations).toEqual(['Bearer wrong']);
  expect(localStorage.getItem('penstock.key')).toBeNull();
});

test('without a key no request is sent to the API', async () => {
  behaviour = 'accepts';
  const user = open();
  await user.click(await screen.findByRole('button', { name: 'Sign in' }));
  expect(screen.getByText('Enter a key.')).toBeDefined();
  expect(authorizations).toEqual([]);
});

test('an unreachable API is named, and retried until it is back', async () => {
  behaviour = 'away';
  localStorage.setItem('penstock.key', 'right');
  const user = open();
  expect((await screen.findByRole('alert')).textContent).toContain('http://api.test');
  behaviour = 'accepts';
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  expect(await screen.findByText('ADMIN at http://api.test')).toBeDefined();
});

test('it is also retried without a click', async () => {
  behaviour = 'away';
  localStorage.setItem('penstock.key', 'right');
  open();
  await screen.findByRole('alert');
  behaviour = 'accepts';
  await waitFor(() => screen.getByText('ADMIN at http://api.test'), { timeout: 4_000 });
});
