import type { Database } from '../database/database.ts';
import { noPeers, type Peers } from '../generation/peers.ts';
import type { Redis } from '../redis/redis.ts';
import { PeerNotices } from './peer-notices.ts';
import { RedisPeers } from './redis-peers.ts';

export type PeersTools = {
  database: Pick<Database, 'kind' | 'pool'>;
  /** Null if the replicas share no Redis. */
  redis: Redis | null;
  /** The id of this replica, a UUID. */
  replicaId: string;
  nowMs(): number;
  /** Called when another replica is dead. */
  onDead(replicaId: string): void;
  /** Ends a generation that runs here. */
  cancelHere(id: string): void;
  /** Drops a generation that has ended here. */
  forgetHere(id: string): void;
  onError(error: unknown): void;
};

export type OpenPeers = Peers & { close(): Promise<void> };

/** Opens the connection to the other replicas: through Redis and PostgreSQL, through PostgreSQL alone, or none. */
export function openPeers(tools: PeersTools): OpenPeers {
  const { database, redis, replicaId, nowMs, cancelHere, forgetHere, onDead, onError } = tools;
  const notices =
    database.kind === 'embedded' ? null : new PeerNotices({ pool: database.pool, cancelHere, forgetHere, onError });
  const askOtherwise = async (id: string): Promise<void> => notices?.cancel(id);
  const askToForget = async (id: string): Promise<void> => notices?.forget(id);
  if (redis === null) {
    return { ...noPeers, askToCancel: askOtherwise, askToForget, close: async () => notices?.close() };
  }
  const acts = { cancelHere, forgetHere, onDead, askOtherwise };
  const peers = new RedisPeers({ redis, id: replicaId, nowMs, ...acts, onError });
  return {
    openEventLog: peers.openEventLog,
    own: (generation) => peers.own(generation),
    follow: (id) => peers.follow(id),
    followed: (id) => peers.followed(id),
    askToCancel: (id) => peers.askToCancel(id),
    askToForget: (id) => peers.askToForget(id),
    feed: peers.feed,
    async close() {
      await peers.close();
      await notices?.close();
    },
  };
}
