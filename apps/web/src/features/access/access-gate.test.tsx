// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AccessGate } from './access-gate.tsx';
import { useSession } from './session.tsx';
import { useViewer } from './use-viewer.ts';

const admin = {
  __typename: 'Viewer',
  role: 'ADMIN',
  permissions: ['READ'],
  workspaceId: null,
  workspace: null,
  apiKey: null,
};
let isAway: boolean;
let isSignedIn: boolean;
let identityProvider: { name: string } | null;
const calls: string[] = [];

/** The API behind the console's server, for a browser whose scripts do not see the cookie. */
async function answer(url: string, init: RequestInit = {}): Promise<Response> {
  const { method = 'GET', body } = init;
  calls.push(`${method} ${url} ${body ?? ''}`.trim());
  if (isAway) return Response.json({ error: 'away' }, { status: 502 });
  if (url.endsWith('/graphql')) {
    const refusal = { errors: [{ message: 'no session', extensions: { code: 'UNAUTHENTICATED' } }] };
    return isSignedIn
      ? Response.json({ data: { viewer: admin, workspaces: [] } })
      : Response.json(refusal, { status: 401 });
  }
  if (method === 'GET') return Response.json({ isSignedIn, identityProvider });
  if (method === 'DELETE') isSignedIn = false;
  else {
    const given = JSON.parse(String(body));
    if (given.key !== 'right' && given.code !== 'once') {
      return Response.json(
        { error: 'code' in given ? 'The code was used.' : 'The key is not valid here.' },
        { status: 401 },
      );
    }
    isSignedIn = true;
  }
  return new Response(null, { status: 204 });
}

beforeEach(() => {
  calls.length = 0;
  isAway = false;
  isSignedIn = false;
  identityProvider = null;
  history.replaceState(null, '', '/models?search=gpt');
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => answer(url, init));
});
afterEach(() => vi.unstubAllGlobals());

function Inside() {
  const { onSignOut } = useSession();
  const { role } = useViewer();
  return (
    <button type="button" onClick={onSignOut}>
      signed in as {role}
    </button>
  );
}

function open() {
  render(
    <MantineProvider env="test">
      <AccessGate>
        <Inside />
      </AccessGate>
    </MantineProvider>,
  );
  return userEvent.setup();
}

async function enter(user: ReturnType<typeof userEvent.setup>, key: string) {
  await user.type(await screen.findByLabelText('API key'), key);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('a key signs in and is not kept in the browser; signing out ends the session', async () => {
  const user = open();
  await enter(user, ' right ');
  const inside = await screen.findByText('signed in as ADMIN');
  expect(calls).toContain('POST /session {"key":"right"}');
  expect(localStorage.length + sessionStorage.length).toBe(0);
  expect(location.pathname + location.search).toBe('/models?search=gpt');
  sessionStorage.setItem('penstock.policy-draft', '{}');
  await user.click(inside);
  expect(await screen.findByLabelText('API key')).toBeDefined();
  expect(calls).toContain('DELETE /session');
  expect(sessionStorage.length).toBe(0);
});

test('a browser with a session needs no sign-in', async () => {
  isSignedIn = true;
  open();
  expect(await screen.findByText('signed in as ADMIN')).toBeDefined();
  expect(calls.filter((call) => call.includes('/session'))).toEqual([]);
});

test("a wrong key is refused with the API's message", async () => {
  await enter(open(), 'wrong');
  expect(await screen.findByText('The key is not valid here.')).toBeDefined();
});

test('without a key nothing is sent', async () => {
  const user = open();
  await user.click(await screen.findByRole('button', { name: 'Sign in' }));
  expect(screen.getByText('Enter a key.')).toBeDefined();
  expect(calls.filter((call) => call.startsWith('POST /session'))).toEqual([]);
});

test('a link with a code signs in, and the code is removed from the address', async () => {
  history.replaceState(null, '', '/sign-in?code=once');
  open();
  expect(await screen.findByText('signed in as ADMIN')).toBeDefined();
  expect(location.href).not.toContain('once');
  expect(calls.filter((call) => call.startsWith('POST /session'))).toEqual(['POST /session {"code":"once"}']);
});

test('a used link shows a message and the sign-in by key', async () => {
  history.replaceState(null, '', '/sign-in?code=used');
  const user = open();
  expect((await screen.findByRole('alert')).textContent).toBe('The code was used.');
  await enter(user, 'right');
  expect(await screen.findByText('signed in as ADMIN')).toBeDefined();
});

test('a configured identity provider is offered, and returns to the same page', async () => {
  identityProvider = { name: 'login.example.com' };
  open();
  const link = await screen.findByRole('link', { name: 'Sign in with login.example.com' });
  expect(link.getAttribute('href')).toBe('/session/oidc?return=%2Fmodels%3Fsearch%3Dgpt');
});

test('an unreachable API is reported, and retried until it is back', async () => {
  isAway = true;
  isSignedIn = true;
  const user = open();
  expect((await screen.findByRole('alert')).textContent).toContain('The API does not answer');
  isAway = false;
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  expect(await screen.findByText('signed in as ADMIN')).toBeDefined();
});

test('it is also retried without a click', async () => {
  isAway = true;
  isSignedIn = true;
  open();
  await screen.findByRole('alert');
  isAway = false;
  await waitFor(() => screen.getByText('signed in as ADMIN'), { timeout: 4_000 });
});
