import type { Database } from '../database/database.ts';
import { noPeers, type Peers } from '../generation/peers.ts';
import type { Redis } from '../redis/redis.ts';
import { CancelNotices } from './cancel-notices.ts';
import { RedisPeers } from './redis-peers.ts';

export type PeersTools = {
  database: Pick<Database, 'kind' | 'pool'>;
  /** Null where replicas share none. */
  redis: Redis | null;
  /** Of this replica, a UUID. */
  replicaId: string;
  nowMs(): number;
  /** Another replica is dead. */
  onDead(replicaId: string): void;
  /** Ends a generation that runs here. */
  cancelHere(id: string): void;
  onError(error: unknown): void;
};

export type OpenPeers = Peers & { close(): Promise<void> };

/** The other replicas, over what this one shares with them: Redis and PostgreSQL, PostgreSQL alone, or nothing. */
export function openPeers({ database, redis, replicaId, nowMs, cancelHere, onDead, onError }: PeersTools): OpenPeers {
  const notices = database.kind === 'embedded' ? null : new CancelNotices({ pool: database.pool, cancelHere, onError });
  const askOtherwise = async (id: string): Promise<void> => notices?.send(id);
  if (redis === null) return { ...noPeers, askToCancel: askOtherwise, close: async () => notices?.close() };
  const peers = new RedisPeers({ redis, id: replicaId, nowMs, cancelHere, onDead, askOtherwise, onError });
  return {
    openEventLog: peers.openEventLog,
    own: (generation) => peers.own(generation),
    follow: (id) => peers.follow(id),
    followed: (id) => peers.followed(id),
    askToCancel: (id) => peers.askToCancel(id),
    feed: peers.feed,
    async close() {
      await peers.close();
      await notices?.close();
    },
  };
}
