import { expect, it, vi } from 'vitest';
import { buildViewer } from '../testing/build-viewer.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { insertKey } from '../testing/sample-key.ts';
import { digestOfKey } from './access.ts';
import type { KeyDraft } from './key-draft.ts';
import {
  createKey,
  isRotatable,
  type KeyRealm,
  keyFacts,
  requireKey,
  revokeKey,
  rotateKey,
  visibleKeys,
} from './manage-keys.ts';

const nowMs = Date.UTC(2026, 5, 1);
const draft: KeyDraft = {
  name: 'batch',
  role: 'MEMBER',
  workspaceId: 'default',
  expiresAt: null,
  models: null,
  strategies: null,
  tags: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  concurrency: null,
};
const hashOf = (secret: string) => digestOfKey(secret).toString('hex');

describeOnEachDatabase('keys', (test) => {
  const realmOf = (changes: Partial<KeyRealm> = {}): KeyRealm => ({
    prisma: test.database.prisma,
    viewer: buildViewer({ role: 'ADMIN', workspaceId: null }),
    workspaces: { has: () => true },
    refresh: vi.fn(async () => {}),
    nowMs: () => nowMs,
    ...changes,
  });
  const stored = (id: string) => test.database.prisma.apiKey.findUniqueOrThrow({ where: { id } });

  it('are created with a secret that is stored as its hash, and are in force at once', async () => {
    const realm = realmOf();
    const { apiKey, secret } = await createKey(draft, 'input', realm);
    expect(await stored(apiKey.id)).toMatchObject({ name: 'batch', hash: hashOf(secret), prefix: secret.slice(0, 10) });
    expect(realm.refresh).toHaveBeenCalledOnce();
  });

  it('keep their old secret for the grace period, but no older secret', async () => {
    const { id, secret: first } = await insertKey(test.database);
    const second = await rotateKey(id, 60, realmOf());
    expect(await stored(id)).toMatchObject({
      hash: hashOf(second.secret),
      previousHash: hashOf(first),
      previousUntil: new Date(nowMs + 60_000),
    });
    const third = await rotateKey(id, 60, realmOf());
    expect(await stored(id)).toMatchObject({ hash: hashOf(third.secret), previousHash: hashOf(second.secret) });
    await rotateKey(id, 0, realmOf());
    expect(await stored(id)).toMatchObject({ previousHash: null, previousUntil: null });
  });

  it('are rotated by only one of two concurrent callers', async () => {
    const { id } = await insertKey(test.database);
    const results = await Promise.allSettled([rotateKey(id, 0, realmOf()), rotateKey(id, 0, realmOf())]);
    const made = results.filter((result) => result.status === 'fulfilled');
    const { hash } = await stored(id);
    expect(made.map(({ value }) => hashOf(value.secret))).toContain(hash);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' });
    }
  });

  it.each([-1, 30 * 86_400 + 1])('refuse a grace period of %s seconds', async (seconds) => {
    const { id } = await insertKey(test.database);
    await expect(rotateKey(id, seconds, realmOf())).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('end for ever when they are revoked, with the secret of the grace period', async () => {
    const { id } = await insertKey(test.database);
    await rotateKey(id, 60, realmOf());
    const revoked = await revokeKey(id, realmOf());
    expect(revoked).toMatchObject({ revokedAt: new Date(nowMs), previousHash: null, previousUntil: null });
    const again = await revokeKey(id, realmOf({ nowMs: () => nowMs + 1_000 }));
    expect(again.revokedAt).toEqual(new Date(nowMs));
    await expect(rotateKey(id, 0, realmOf())).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('of another workspace do not exist, with the same message', async () => {
    const { id } = await insertKey(test.database);
    const none = '01a1fc0d-639c-7659-a51f-3cc80b0a1f91';
    const viewer = buildViewer({ role: 'MEMBER', workspaceId: 'other' });
    const messageOf = (asked: string) =>
      requireKey(asked, viewer, test.database.prisma).catch((error: Error) => error.message.replace(asked, ''));
    expect(await messageOf(id)).toBe(await messageOf(none));
    for (const act of [revokeKey(id, realmOf({ viewer })), rotateKey(id, 0, realmOf({ viewer }))]) {
      await expect(act).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('of operators and admins are changed only by admins, and are not listed to others', async () => {
    const { id } = await insertKey(test.database, { role: 'ADMIN', workspaceId: null });
    const viewer = buildViewer({ role: 'OPERATOR', workspaceId: null });
    await expect(revokeKey(id, realmOf({ viewer }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const listed = await test.database.prisma.apiKey.findMany({ where: visibleKeys(viewer) });
    expect(listed.map((key) => key.id)).not.toContain(id);
  });

  it('show whether a viewer may rotate them, and rotation agrees', async () => {
    const limited = { models: ['acme/*'], requestsPerMinute: 60 };
    const grant = { models: ['acme/*'], strategies: null, tags: [] };
    const viewers = {
      admin: buildViewer({ role: 'ADMIN', workspaceId: null }),
      operator: buildViewer({ role: 'OPERATOR', workspaceId: null }),
      member: buildViewer({ role: 'MEMBER', workspaceId: 'default' }),
      'limited member': buildViewer({ role: 'MEMBER', workspaceId: 'default', grant }),
      viewer: buildViewer({ role: 'VIEWER', workspaceId: 'default' }),
    };
    const keys = {
      any: await insertKey(test.database, { workspaceId: 'default' }),
      limited: await insertKey(test.database, { workspaceId: 'default', ...limited }),
      operators: await insertKey(test.database, { role: 'OPERATOR', workspaceId: null }),
      expired: await insertKey(test.database, { workspaceId: 'default', expiresAt: new Date(nowMs - 1) }),
    };
    const rotatable: Record<string, string[]> = {};
    for (const [who, viewer] of Object.entries(viewers)) {
      rotatable[who] = [];
      for (const [name, { id }] of Object.entries(keys)) {
        if (isRotatable(await stored(id), viewer, nowMs)) rotatable[who].push(name);
      }
    }
    expect(rotatable).toEqual({
      admin: ['any', 'limited', 'operators'],
      operator: ['any', 'limited'],
      member: ['any', 'limited'],
      'limited member': ['limited'],
      viewer: [],
    });
    await expect(rotateKey(keys.any.id, 0, realmOf({ viewer: viewers['limited member'] }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('are in the audit log without their hashes', async () => {
    const { id } = await insertKey(test.database);
    await rotateKey(id, 60, realmOf());
    const key = await stored(id);
    const text = JSON.stringify(keyFacts(key));
    expect(text).toContain(key.prefix);
    for (const hash of [key.hash, key.previousHash ?? '']) expect(text).not.toContain(hash);
  });
});
