import { afterEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;

afterEach(() => server.close());

async function ask(path: string, init?: RequestInit) {
  const response = await fetch(`${server.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

describe('/healthz', () => {
  test('reports that the process lives, without a key', async () => {
    server = await startTestServer();
    expect(await ask('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
    expect((await ask('/healthz', { method: 'POST' })).status).toBe(405);
  });
});

describe('/readyz', () => {
  test('reports that every part answers', async () => {
    server = await startTestServer({ checks: [{ name: 'database', check: async () => {} }] });
    expect(await ask('/readyz')).toEqual({ status: 200, body: { status: 'ready', failed: {}, degraded: {} } });
  });

  test('names a part that does not answer', async () => {
    const check = () => Promise.reject(new Error('PostgreSQL at db:5432 does not answer.'));
    server = await startTestServer({
      checks: [
        { name: 'events', check: async () => {} },
        { name: 'database', check },
      ],
    });
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', failed: { database: 'PostgreSQL at db:5432 does not answer.' }, degraded: {} },
    });
  });

  test('does not wait forever for a part without an answer', async () => {
    server = await startTestServer({ checks: [{ name: 'database', check: () => new Promise(() => {}) }] });
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', failed: { database: 'No answer within 3000 ms.' }, degraded: {} },
    });
  });

  test('is 200 if an optional part is missing, and names it', async () => {
    const away = () => Promise.reject(new Error('PostgreSQL at db:5432 does not answer.'));
    const database = { name: 'database', check: away, isDispensable: true };
    server = await startTestServer({ checks: [database, { name: 'records', check: async () => {} }] });
    expect(await ask('/readyz')).toEqual({
      status: 200,
      body: { status: 'degraded', failed: {}, degraded: { database: 'PostgreSQL at db:5432 does not answer.' } },
    });
  });

  test('is 503 if a required part is missing, also beside an optional one', async () => {
    const fails = () => Promise.reject(new Error('It is gone.'));
    const journal = { name: 'journal', check: fails, isDispensable: true };
    server = await startTestServer({ checks: [journal, { name: 'records', check: fails }] });
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', failed: { records: 'It is gone.' }, degraded: { journal: 'It is gone.' } },
    });
  });

  test('checks each part once for many requests', async () => {
    let asked = 0;
    const check = async () => {
      asked += 1;
    };
    server = await startTestServer({ checks: [{ name: 'database', check }] });
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask('/readyz')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    // The requests may take longer than an answer is kept, but not much.
    expect(asked).toBeLessThan(50);
  });
});
