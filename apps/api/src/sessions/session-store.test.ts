import { expect, test } from 'vitest';
import { digestOfKey } from '../access/access.ts';
import { fullGrant, type Viewer } from '../access/viewer.ts';
import { buildViewer } from '../testing/build-viewer.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { longestSessionMs, SessionStore, type SessionStoreOptions, sessionsPerPerson } from './session-store.ts';
import type { SessionBasis } from './sessions.ts';

const digest = digestOfKey('psk_of_ada');
const ofKey: SessionBasis = { type: 'key', digest };
const ada = buildViewer({
  role: 'MEMBER',
  workspaceId: 'acme',
  apiKeyId: 'k1',
  actor: { kind: 'API_KEY', id: 'k1', name: 'Ada' },
});

function person(id: string): SessionBasis {
  const viewer: Viewer = {
    role: 'MEMBER',
    workspaceId: 'acme',
    apiKeyId: null,
    limits: null,
    grant: fullGrant,
    actor: { kind: 'USER', id, name: `${id}@acme.example` },
  };
  return { type: 'person', viewer };
}

describeOnEachDatabase('the sessions of the console', (database) => {
  let isKeyValid = true;
  let nowMs = Date.now();

  async function open(changes: Partial<SessionStoreOptions> = {}): Promise<SessionStore> {
    const store = new SessionStore({
      pool: database.database.pool,
      access: { viewerOf: (given) => (isKeyValid && given.equals(digest) ? ada : null) },
      isAlone: false,
      nowMs: () => nowMs,
      onError: (error) => {
        throw error;
      },
      ...changes,
    });
    await store.open();
    return store;
  }

  test('a session has the viewer of its key, and only the hash of its token is stored', async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.adopt(await open(), (one) => one.close());
    const { token, expiresAtMs } = await store.begin(ofKey);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(expiresAtMs).toBe(nowMs + longestSessionMs);
    expect(await store.find(token)).toEqual(ada);
    expect(await store.find(`${token}x`)).toBeNull();
    const { rows } = await database.database.pool.query('SELECT * FROM console_session');
    const stored = JSON.stringify(rows, (_name, value) => (value instanceof Buffer ? value.toString('latin1') : value));
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('latin1'));
  });

  test('a session ends with its key', async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.adopt(await open(), (one) => one.close());
    const { token } = await store.begin(ofKey);
    isKeyValid = false;
    expect(store.peek(token)).toBeNull();
    await expect(store.begin(ofKey)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    isKeyValid = true;
  });

  test('a session of a person has the permissions of the sign-in, also after a restart', async () => {
    await using stack = new AsyncDisposableStack();
    const first = stack.adopt(await open(), (one) => one.close());
    const { token, viewer } = await first.begin(person('grace'));
    const second = stack.adopt(await open({ isAlone: true }), (one) => one.close());
    expect(second.peek(token)).toEqual(viewer);
  });

  test('a session expires at its given time', async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.adopt(await open(), (one) => one.close());
    const { token } = await store.begin(person('hedy'), nowMs + 60_000);
    nowMs += 59_000;
    expect(store.peek(token)).not.toBeNull();
    nowMs += 2_000;
    expect(store.peek(token)).toBeNull();
    nowMs = Date.now();
  });

  test('other replicas know a session at once, and its end within two seconds', async () => {
    await using stack = new AsyncDisposableStack();
    const [here, there] = [
      stack.adopt(await open(), (one) => one.close()),
      stack.adopt(await open(), (one) => one.close()),
    ];
    const { token } = await here.begin(person('joan'));
    expect(await there.find(token)).toMatchObject({ actor: { id: 'joan' } });
    expect(await here.end(token)).toMatchObject({ actor: { id: 'joan' } });
    expect(here.peek(token)).toBeNull();
    await expect.poll(() => there.peek(token), { timeout: 2_000 }).toBeNull();
  });

  test('a known token needs no query, and concurrent unknown tokens share one', async () => {
    await using stack = new AsyncDisposableStack();
    const { pool } = database.database;
    let queries = 0;
    const counting = new Proxy(pool, {
      get: (target, name) => {
        if (name === 'query') queries++;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const store = stack.adopt(await open({ pool: counting }), (one) => one.close());
    const { token } = await store.begin(person('mary'));
    queries = 0;
    await Promise.all(Array.from({ length: 100 }, () => store.find(token)));
    expect(queries).toBe(0);
    await Promise.all(Array.from({ length: 100 }, (_, index) => store.find(`wrong-${index}`)));
    expect(queries).toBeLessThanOrEqual(3);
  });

  test(`a person has ${sessionsPerPerson} sessions; a further one ends the oldest`, async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.adopt(await open(), (one) => one.close());
    const tokens: string[] = [];
    for (let count = 0; count < sessionsPerPerson + 2; count++) tokens.push((await store.begin(person('rosa'))).token);
    const valid = tokens.filter((token) => store.peek(token) !== null);
    expect(valid).toEqual(tokens.slice(2));
  });

  test('the service has a bounded number of sessions', async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.adopt(await open({ most: 0 }), (one) => one.close());
    await expect(store.begin(person('dorothy'))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});
