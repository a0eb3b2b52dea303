import type { PrismaClient } from '../database/generated/client/client.ts';
import { ServiceError } from '../errors/service-error.ts';
import { digestOfKey } from './access.ts';
import { replaceKept } from './admin-key.ts';
import type { CreatedKey } from './manage-keys.ts';
import { adminKeyId } from './read-keys.ts';
import { createSecret } from './secrets.ts';

export type AdminKeyRealm = {
  prisma: PrismaClient;
  /** The file of the key; null for a key from the environment. */
  file: string | null;
  /** Puts the new key in force in this process. */
  refresh(): Promise<void>;
  nowMs(): number;
};

/**
 * Replaces the admin key, in its file and for all replicas. Rejects with CONFLICT if the key is from the environment.
 * The file is written first: it applies at the next start if the process ends between the two writes.
 */
export async function rotateAdminKey({ prisma, file, refresh, nowMs }: AdminKeyRealm): Promise<CreatedKey> {
  if (file === null) {
    const message = 'The admin key is set by PENSTOCK_ADMIN_KEY: change it there and start the service again.';
    throw new ServiceError('CONFLICT', message);
  }
  const { text: secret, prefix } = createSecret('admin');
  const before = await replaceKept(file, secret);
  const data = { hash: digestOfKey(secret).toString('hex'), prefix, createdAt: new Date(nowMs()) };
  const actor = { createdByKind: 'ADMIN_KEY', createdById: 'admin', createdByName: 'admin key' };
  try {
    const apiKey = await prisma.apiKey.upsert({
      where: { id: adminKeyId },
      create: {
        id: adminKeyId,
        name: 'admin key',
        role: 'ADMIN',
        models: [],
        strategies: [],
        tags: [],
        ...actor,
        ...data,
      },
      update: data,
    });
    await refresh();
    return { apiKey, secret };
  } catch (error) {
    await replaceKept(file, before);
    throw error;
  }
}
