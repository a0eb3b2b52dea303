import { digestOfKey } from '../access/access.ts';
import { type AdminKey, readAdminKey, readSavedAtMs } from '../access/admin-key.ts';
import { KeyDirectory } from '../access/key-directory.ts';
import { type Foundation, followNotices } from './foundation.ts';

/** The keys and workspaces in force. */
export type OpenKeys = {
  adminKey: AdminKey;
  access: KeyDirectory;
  /** Resolves when all changes stored before the call are in force here. Notifies the other replicas. */
  refresh(): Promise<void>;
};

/** Reads the admin key and the stored keys, and follows their changes. */
export async function openKeys(foundation: Foundation): Promise<OpenKeys> {
  const { settings, log, clock, opened, database } = foundation;
  const adminKey = await readAdminKey(settings.adminKey, settings.home);
  const access = new KeyDirectory({
    pool: database.pool,
    adminKey: { digest: digestOfKey(adminKey.key), savedAtMs: await readSavedAtMs(adminKey) },
    isAlone: database.kind === 'embedded',
    nowMs: clock.nowMs,
    onError: (error) => log.warn({ err: error }, 'Cannot read the keys, or write when they were used.'),
  });
  await access.open();
  opened.defer(() => access.close());
  if (access.isAdminKeyReplaced) {
    log.warn(`The admin key in ${adminKey.file} was replaced on another replica: the new key is now valid here too.`);
  }
  const notices = followNotices(foundation, 'penstock:keys', () => access.refresh());
  return {
    adminKey,
    access,
    async refresh() {
      await access.refresh();
      notices?.tell();
    },
  };
}
