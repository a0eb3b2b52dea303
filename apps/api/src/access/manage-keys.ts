import { validate as isUuid, v7 as newId } from 'uuid';
import type { Prisma, PrismaClient } from '../database/generated/client/client.ts';
import { InputError, ServiceError } from '../errors/service-error.ts';
import { digestOfKey } from './access.ts';
import { checkKey, isBoundRole, isWithinGrant, type KeyDraft, requireKeyRole } from './key-draft.ts';
import { can, isOfWorkspace } from './permissions.ts';
import { adminKeyId } from './read-keys.ts';
import { createSecret } from './secrets.ts';
import { type Role, roles, type Viewer } from './viewer.ts';
import type { Workspaces } from './workspaces.ts';

/** A stored key, without its secret. */
export type StoredKey = Prisma.ApiKeyGetPayload<object>;

/** A key with its new secret, which is shown to its owner only here. */
export type CreatedKey = { apiKey: StoredKey; secret: string };

/** The keys, and the caller. */
export type KeyRealm = {
  prisma: PrismaClient;
  viewer: Viewer;
  workspaces: Workspaces;
  /** Puts a change in force in this process. */
  refresh(): Promise<void>;
  nowMs(): number;
};

/** The most keys of the whole service that are neither revoked nor expired. All are in memory. */
const mostKeys = 10_000;
/** The longest grace period of a rotation, seconds: 30 days. */
const longestGraceSeconds = 30 * 86_400;

/** The keys that a viewer may see: those of its workspace. If it reaches all workspaces, those up to its role. */
export function visibleKeys({ role, workspaceId }: Pick<Viewer, 'role' | 'workspaceId'>): Prisma.ApiKeyWhereInput {
  const visible = workspaceId === null ? roles.slice(roles.indexOf(role)) : ['MEMBER', 'VIEWER'];
  return { id: { not: adminKeyId }, role: { in: [...visible] }, ...(workspaceId !== null && { workspaceId }) };
}

/** Creates a key. Rejects as `checkKey` does, and with CONFLICT if there are too many. */
export async function createKey(draft: KeyDraft, path: string, realm: KeyRealm): Promise<CreatedKey> {
  const { prisma, viewer, workspaces, nowMs } = realm;
  const checked = checkKey(draft, path, { viewer, workspaces, nowMs: nowMs() });
  const now = new Date(nowMs());
  const usable = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  if ((await prisma.apiKey.count({ where: usable })) >= mostKeys) {
    throw new ServiceError('CONFLICT', `There are ${mostKeys} valid keys, which is the maximum: revoke some.`);
  }
  const { text: secret, prefix } = createSecret('api');
  const { kind, id, name } = viewer.actor;
  const createdBy = { createdByKind: kind, createdById: id, createdByName: name };
  const data = { id: newId(), ...checked, prefix, hash: hashOf(secret), ...createdBy, createdAt: now };
  const apiKey = await prisma.apiKey.create({ data });
  await realm.refresh();
  return { apiKey, secret };
}

/**
 * Gives a key a new secret. The old secret stays valid for `graceSeconds`; an older one ends at once. Rejects with
 * NOT_FOUND, FORBIDDEN, and with CONFLICT for a key that is not valid any more.
 */
export async function rotateKey(id: string, graceSeconds: number, realm: KeyRealm): Promise<CreatedKey> {
  if (graceSeconds < 0 || graceSeconds > longestGraceSeconds) {
    throw new InputError('graceSeconds', `must be 0 to ${longestGraceSeconds}, not ${graceSeconds}`);
  }
  const { prisma, viewer, nowMs } = realm;
  const before = await findKey(id, realm);
  if (!isWithinGrant(before, viewer)) {
    throw new ServiceError(
      'FORBIDDEN',
      `The key '${before.name}' has more rights than the key in use, which cannot rotate it.`,
    );
  }
  if (before.revokedAt !== null || (before.expiresAt !== null && before.expiresAt.getTime() <= nowMs())) {
    throw new ServiceError('CONFLICT', `The key '${before.name}' is not valid any more: create a new one.`);
  }
  const { text: secret, prefix } = createSecret('api');
  const previous =
    graceSeconds === 0
      ? { previousHash: null, previousUntil: null }
      : { previousHash: before.hash, previousUntil: new Date(nowMs() + graceSeconds * 1_000) };
  const { count } = await prisma.apiKey.updateMany({
    where: { id: before.id, hash: before.hash, revokedAt: null },
    data: { hash: hashOf(secret), prefix, ...previous },
  });
  if (count === 0) throw new ServiceError('CONFLICT', `The key '${before.name}' was rotated or revoked meanwhile.`);
  await realm.refresh();
  return { apiKey: await prisma.apiKey.findUniqueOrThrow({ where: { id: before.id } }), secret };
}

/** Whether `rotateKey` allows the viewer to rotate a key that it may see. */
export function isRotatable(key: StoredKey, viewer: Viewer, nowMs: number): boolean {
  const isManaged = can(viewer, 'administer') || (can(viewer, 'manage') && isBoundRole(key.role as Role));
  const isValid = key.revokedAt === null && (key.expiresAt === null || key.expiresAt.getTime() > nowMs);
  return isManaged && isValid && isWithinGrant(key, viewer);
}

/** Revokes a key for ever. A revoked key is returned unchanged. Rejects with NOT_FOUND or FORBIDDEN. */
export async function revokeKey(id: string, realm: KeyRealm): Promise<StoredKey> {
  const { prisma, nowMs } = realm;
  const key = await findKey(id, realm);
  const ended = { previousHash: null, previousUntil: null };
  await prisma.apiKey.updateMany({
    where: { id: key.id, revokedAt: null },
    data: { revokedAt: new Date(nowMs()), ...ended },
  });
  await realm.refresh();
  return prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } });
}

/** A key for the audit log, without its hash. */
export function keyFacts(key: StoredKey) {
  const { hash: _hash, previousHash: _previousHash, lastUsedAt: _lastUsedAt, ...facts } = key;
  return facts;
}

/** A key that the viewer may change. */
async function findKey(id: string, { prisma, viewer }: KeyRealm): Promise<StoredKey> {
  const key = await requireKey(id, viewer, prisma);
  requireKeyRole(viewer, key.role as Role);
  return key;
}

/** A key that the viewer may see. Keys of other workspaces do not exist for it. Rejects with NOT_FOUND. */
export async function requireKey(id: string, viewer: Viewer, prisma: PrismaClient): Promise<StoredKey> {
  const key = isUuid(id) && id !== adminKeyId ? await prisma.apiKey.findUnique({ where: { id } }) : null;
  if (key === null || !isVisible(key, viewer))
    throw new ServiceError('NOT_FOUND', `There is no key '${id.slice(0, 80)}'.`);
  return key;
}

function isVisible({ workspaceId }: StoredKey, viewer: Viewer): boolean {
  return workspaceId === null ? viewer.workspaceId === null : isOfWorkspace(viewer, workspaceId);
}

function hashOf(secret: string): string {
  return digestOfKey(secret).toString('hex');
}
