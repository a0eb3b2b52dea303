import { v7 as newId } from 'uuid';
import { digestOfKey } from '../access/access.ts';
import { createSecret } from '../access/secrets.ts';
import type { Database } from '../database/database.ts';
import type { Prisma } from '../database/generated/client/client.ts';

/** Stores a key of the default workspace, with these facts changed, as another replica would. Returns its secret. */
export async function insertKey(
  { prisma }: Pick<Database, 'prisma'>,
  facts: Partial<Prisma.ApiKeyCreateInput> = {},
): Promise<{ id: string; secret: string }> {
  const { text: secret, prefix } = createSecret('api');
  const id = newId();
  const createdBy = { createdByKind: 'ADMIN_KEY', createdById: 'admin', createdByName: 'admin key' };
  const hash = digestOfKey(secret).toString('hex');
  const data = { id, name: 'a key', prefix, hash, role: 'MEMBER', workspaceId: 'default', ...createdBy, ...facts };
  await prisma.apiKey.create({ data });
  return { id, secret };
}
