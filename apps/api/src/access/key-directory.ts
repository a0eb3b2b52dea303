import { hash } from 'node:crypto';
import type pg from 'pg';
import { type Repetition, repeat } from '../database/repeat.ts';
import type { Access } from './access.ts';
import { LastUse } from './last-use.ts';
import { adminKeyId, type KnownKey, readKeys, readVersion, type StoredKeys } from './read-keys.ts';
import { fullGrant, type Viewer } from './viewer.ts';
import type { Workspaces } from './workspaces.ts';

/** The admin key at the start of this process. */
export type StartingAdminKey = {
  digest: Buffer;
  /**
   * The time at which its file was written, epoch milliseconds. Null: it is from the environment, and is never
   * replaced.
   */
  savedAtMs: number | null;
};

export type KeyDirectoryOptions = {
  pool: pg.Pool;
  adminKey: StartingAdminKey;
  /** Whether no other process changes the keys, as with the embedded database. */
  isAlone: boolean;
  /** Epoch milliseconds. */
  nowMs(): number;
  onError(error: unknown): void;
};

/** Pause between two reads of the changes of other replicas, milliseconds. */
const readPauseMs = 500;
/** Pause between two writes of the keys' last uses, milliseconds. */
const lastUseMs = 60_000;

const adoptSql = `
UPDATE api_key SET hash = $2, prefix = 'psk_admin_', created_at = $3 WHERE id = $1 AND created_at < $3 AND hash <> $2`;

const admin: Viewer = Object.freeze({
  role: 'ADMIN',
  workspaceId: null,
  apiKeyId: null,
  limits: null,
  grant: fullGrant,
  actor: Object.freeze({ kind: 'ADMIN_KEY', id: 'admin', name: 'admin key' }),
});

/**
 * All valid keys by the hash of their secret, and all workspaces, in memory. A request takes one hash and one look-up.
 * The time of a look-up depends only on the hash, so it reveals nothing about a secret. Follows the database: changes
 * of this process by `refresh`, changes of another replica within a second.
 */
export class KeyDirectory implements Access, Workspaces {
  readonly #options: KeyDirectoryOptions;
  readonly #lastUse: LastUse;
  #keys: ReadonlyMap<string, KnownKey> = new Map();
  /** The time at which each key expires, epoch milliseconds, by its id. */
  #expiries: ReadonlyMap<string, number> = new Map();
  /** The viewer of each key, by its id. */
  #viewers: ReadonlyMap<string, Viewer> = new Map();
  #stored: StoredKeys | null = null;
  #adminDigest: string;
  #repetitions: readonly Repetition[] = [];
  /** Reads run one after the other, so that an older state never replaces a newer one. */
  #reading: Promise<void> = Promise.resolve();

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
    this.#lastUse = new LastUse(options.pool);
    this.#adminDigest = options.adminKey.digest.toString('hex');
  }

  /** Reads the keys, and follows their changes until `close`. */
  async open(): Promise<void> {
    await this.#adoptNewerFile();
    await this.refresh();
    const { isAlone, onError } = this.#options;
    this.#repetitions = [
      repeat(lastUseMs, () => this.#lastUse.write(), onError),
      ...(isAlone ? [] : [repeat(readPauseMs, () => this.#refreshIfChanged(), onError)]),
    ];
  }

  authenticate(key: string): Viewer | null {
    const viewer = this.#find(hash('sha256', key, 'hex'));
    if (viewer !== null && viewer.apiKeyId !== null) this.#lastUse.note(viewer.apiKeyId, this.#options.nowMs());
    return viewer;
  }

  viewerOf(digest: Buffer): Viewer | null {
    return this.#find(digest.toString('hex'));
  }

  /** Whether a key has a valid secret: it is neither revoked nor expired. */
  isKeyValid(keyId: string): boolean {
    return (this.#expiries.get(keyId) ?? 0) > this.#options.nowMs();
  }

  /** The viewer of a key by its id; null once it is not valid. */
  viewerOfKey(keyId: string): Viewer | null {
    return this.isKeyValid(keyId) ? (this.#viewers.get(keyId) ?? null) : null;
  }

  has(workspaceId: string): boolean {
    return this.#stored?.workspaceIds.has(workspaceId) === true;
  }

  /** The last use of a key in this process, epoch milliseconds; null if there was none. */
  lastUsedMs(keyId: string): number | null {
    return this.#lastUse.find(keyId);
  }

  /** The digest of the admin key in force. */
  get adminDigest(): Buffer {
    return Buffer.from(this.#adminDigest, 'hex');
  }

  /** Whether another replica has replaced the admin key since this process started. */
  get isAdminKeyReplaced(): boolean {
    return this.#adminDigest !== this.#options.adminKey.digest.toString('hex');
  }

  /** Reads the keys again. Resolves when every change committed before the call is in force here. */
  refresh(): Promise<void> {
    const read = this.#reading.catch(() => {}).then(() => this.#read());
    this.#reading = read;
    return read;
  }

  /** Stops following changes, and writes the keys' last uses. */
  async close(): Promise<void> {
    await Promise.all(this.#repetitions.map((repetition) => repetition.stop()));
    await this.#lastUse.write().catch(this.#options.onError);
  }

  #find(digest: string): Viewer | null {
    const known = this.#keys.get(digest);
    return known !== undefined && known.expiresAtMs > this.#options.nowMs() ? known.viewer : null;
  }

  /** A file newer than the last rotation has the key of all replicas: an operator has replaced it. */
  async #adoptNewerFile(): Promise<void> {
    const { pool, adminKey } = this.#options;
    if (adminKey.savedAtMs === null) return;
    await pool.query(adoptSql, [adminKeyId, adminKey.digest.toString('hex'), new Date(adminKey.savedAtMs)]);
  }

  async #refreshIfChanged(): Promise<void> {
    if ((await readVersion(this.#options.pool)) !== this.#stored?.version) await this.refresh();
  }

  async #read(): Promise<void> {
    const { pool, nowMs } = this.#options;
    const stored = await readKeys(pool, nowMs());
    this.#adminDigest = this.#chooseAdmin(stored);
    const adminKey = { digest: this.#adminDigest, viewer: admin, expiresAtMs: Number.POSITIVE_INFINITY };
    this.#keys = new Map([...stored.keys, adminKey].map((known) => [known.digest, known]));
    // The current secret of a key comes before its previous secret, which ends no later.
    const current = stored.keys.toReversed();
    this.#expiries = new Map(current.map(({ viewer, expiresAtMs }) => [viewer.apiKeyId ?? '', expiresAtMs]));
    this.#viewers = new Map(current.map(({ viewer }) => [viewer.apiKeyId ?? '', viewer]));
    this.#lastUse.keepOnly(new Set(this.#expiries.keys()));
    this.#stored = stored;
  }

  /** The newer key of the file and of the database. A key from the environment always applies. */
  #chooseAdmin({ admin: rotated }: StoredKeys): string {
    const { digest, savedAtMs } = this.#options.adminKey;
    if (savedAtMs === null || rotated === null || rotated.rotatedAtMs < savedAtMs) return digest.toString('hex');
    return rotated.digest;
  }
}
