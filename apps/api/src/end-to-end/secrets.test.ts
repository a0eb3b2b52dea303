import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLog } from '../process/log.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { ProtocolClient } from '../testing/protocol-client.ts';
import { startApp, type TestApp } from '../testing/start-app.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const binaries = findPostgres();

describe.each([
  ['the embedded database', false],
  ['PostgreSQL', true],
])('with %s', (_, usesServer) => {
  const isPossible = !usesServer || binaries !== null;
  describe.skipIf(!isPossible)(isPossible ? 'no key' : `PostgreSQL not found; ${howToGetPostgres}`, () => {
    let server: PostgresServer | null = null;
    let databaseUrl: string | null = null;
    let app: TestApp;
    let log = '';

    beforeAll(async () => {
      if (usesServer) server = await startPostgres(binaries ?? '');
      databaseUrl = (await server?.createDatabase()) ?? null;
      const sink = {
        write(line: string): void {
          log += line;
        },
      };
      app = await startApp({ databaseUrl, logLevel: 'trace' }, createLog('trace', sink));
    });
    afterAll(async () => {
      await app.close();
      await server?.remove();
    });

    const send = (path: string, body: object, headers: Record<string, string>) =>
      fetch(app.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const ask = async (query: string, key: string) =>
      // biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
      (await (await send('/graphql', { query }, { authorization: `Bearer ${key}` })).json()) as any;

    /** Everything that the service has stored. */
    async function stored(): Promise<string> {
      if (databaseUrl !== null) {
        const dump = await promisify(execFile)(join(binaries ?? '', 'pg_dump'), [databaseUrl], { maxBuffer: 1e8 });
        return dump.stdout;
      }
      const { file } = app.penstock.adminKey;
      const home = join(file ?? '', '..');
      const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter(
        (entry) => entry.isFile() && entry.name !== 'admin-key',
      );
      const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
      return texts.join('\n');
    }

    it('is in the log at its finest level, in the storage, or in the audit log', async () => {
      const admin = app.penstock.adminKey.key;
      const made = await ask(
        'mutation { createApiKey(input: { name: "k", role: MEMBER }) { secret apiKey { id } } }',
        admin,
      );
      const { secret, apiKey } = made.data.createApiKey;
      const rotated = await ask(`mutation { rotateApiKey(id: "${apiKey.id}", graceSeconds: 60) { secret } }`, admin);
      const next: string = rotated.data.rotateApiKey.secret;
      const wrong = `psk_${'Wr0ngKey'.repeat(5)}`;

      // Each way to send a key, valid or not.
      const chat = { model: 'sandbox/sandbox-mini', max_tokens: 4, messages: [{ role: 'user', content: 'Hi' }] };
      for (const key of [admin, secret, next, wrong]) {
        await ask('{ viewer { role } auditLog { nodes { id } } }', key);
        for (const name of ['x-api-key', 'api-key']) await send('/v1/chat/completions', chat, { [name]: key });
        await send('/v1/chat/completions', chat, { authorization: key });
        await send('/v1/embeddings', {}, { authorization: `Bearer ${key}` });
        await send('/session', { key }, {});
        await send('/session', { code: key }, {});
        const client = new ProtocolClient(app.webSocketUrl);
        await new Promise((resolve) => client.socket.once('open', resolve));
        client.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });
        await Promise.race([
          client.waitFor(({ type }) => type === 'connection_ack'),
          new Promise((resolve) => client.socket.once('close', resolve)),
        ]);
        client.socket.terminate();
      }
      // Keys in wrong places.
      const misplaced = (key: string) => [
        `mutation { saveBudget(input: { name: "${key}", window: DAY, limitUsd: "x" }) { id } }`,
        `mutation { revokeApiKey(id: "${key}") { id } }`,
        `mutation { applyPolicy(yaml: "providers: { openai: { api_key: ${key} } }") { revision } }`,
        `mutation { createWorkspace(input: { name: "A team", id: "${key}" }) { id } }`,
        `{ node(id: "${key}") { id } }`,
      ];
      for (const key of [secret, wrong]) for (const query of misplaced(key)) await ask(query, admin);
      await ask(`mutation { revokeApiKey(id: "${apiKey.id}") { id } }`, admin);
      await app.penstock.services.prisma.$executeRawUnsafe('CHECKPOINT');

      const audit = JSON.stringify(await app.penstock.services.prisma.auditEntry.findMany());
      const database = await stored();
      expect(log).toContain('A caller sent an invalid key.');
      expect(audit).toContain('api_key.rotate');
      expect(database).toContain('audit_entry');
      for (const [name, key] of Object.entries({ admin, secret, next, wrong })) {
        const where = { log, audit, database };
        const found = Object.entries(where).filter(([, text]) => text.includes(key.slice(10)));
        expect([name, found.map(([place]) => place)]).toEqual([name, []]);
      }
    });
  });
});
