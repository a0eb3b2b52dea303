import { type Repetition, repeat } from '../database/repeat.ts';
import type { OpenEventLog } from '../generation/event-log.ts';
import type { FollowedGeneration } from '../generation/followed-generation.ts';
import type { FeedSharing } from '../generation/generation-feed.ts';
import type { Leaving } from '../generation/leaving.ts';
import type { Owned, Peers } from '../generation/peers.ts';
import type { Redis, RedisCommands } from '../redis/redis.ts';
import { FeedRelay } from './feed-relay.ts';
import { Follower } from './follower.ts';
import { LogMirror } from './log-mirror.ts';
import { listen, type Message, send } from './message.ts';
import { RemoteReaders } from './remote-readers.ts';
import { keys } from './stream-keys.ts';

export type RedisPeersOptions = {
  redis: Redis;
  /** The id of this replica, a UUID. */
  id: string;
  nowMs(): number;
  /** Called when another replica is dead. May be called again for the same replica. */
  onDead(replicaId: string): void;
  /** Ends a generation that runs here. */
  cancelHere(id: string): void;
  /** Drops a generation that has ended here. */
  forgetHere(id: string): void;
  /** Asks the owner of a generation to end it while Redis is unavailable. */
  askOtherwise(id: string): Promise<void>;
  onError(error: unknown): void;
};

/** The interval between heartbeats, milliseconds. */
const heartbeatMs = 1_000;
/** A replica without a heartbeat for this long is dead, milliseconds. */
const aliveMs = 5_000;
/** The number of replicas that each replica checks per heartbeat. */
const lookedAt = 10;

const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The other replicas on the same Redis. Each can read, attach to and cancel the generations of all. */
export class RedisPeers implements Peers {
  /** The id of this replica. */
  readonly id: string;
  readonly #options: RedisPeersOptions;
  readonly #mirror: LogMirror;
  readonly #readers: RemoteReaders;
  readonly #follower: Follower;
  readonly #feed: FeedRelay;
  readonly #ends: (() => void)[] = [];
  readonly #heartbeat: Repetition;
  /** Owners that know of readers here. */
  #told: ReadonlySet<string> = new Set();
  #awaySinceMs: number | null = null;
  /** Until then, heartbeats of others may be missing because of an outage of Redis. */
  #trustsSignsAtMs = 0;

  constructor(options: RedisPeersOptions) {
    this.#options = options;
    this.id = options.id;
    const { redis, nowMs, onError } = options;
    const ring = (commands: RedisCommands, id: string) =>
      [...this.#readers.of(id)].map((replica) => send(commands, keys.replica(replica), { type: 'grew', id }));
    this.#mirror = new LogMirror({ redis, ownerId: this.id, ring, onError });
    this.#readers = new RemoteReaders((id) => this.#mirror.logOf(id));
    this.#follower = new Follower({
      redis,
      nowMs,
      onError,
      onHeard: () => void this.#ask((commands) => this.#tellReads(commands)),
      onUnheard: (owner, id, leaving) => this.#tellLeft(owner, id, leaving),
    });
    this.#feed = new FeedRelay({ redis, replicaId: this.id, onError });
    this.#ends.push(
      listen(redis, keys.replica(this.id), (message) => this.#take(message)),
      listen(redis, keys.replicas, (message) => this.#take(message)),
      redis.onReturn(() => this.#welcome()),
    );
    this.#welcome();
    this.#heartbeat = repeat(heartbeatMs, () => this.#beat(), onError);
  }

  readonly openEventLog: OpenEventLog = (...log) => this.#mirror.openEventLog(...log);

  get feed(): FeedSharing {
    return this.#feed;
  }

  own(generation: Owned): void {
    this.#mirror.own(generation);
  }

  async follow(id: string): Promise<FollowedGeneration | null> {
    return isId.test(id) ? this.#follower.follow(id) : null;
  }

  followed(id: string): FollowedGeneration | undefined {
    return this.#follower.get(id);
  }

  async askToCancel(id: string): Promise<void> {
    await this.#options.redis
      .ask((commands) => send(commands, keys.replicas, { type: 'cancel', id }))
      .catch(() => this.#options.askOtherwise(id));
  }

  async askToForget(id: string): Promise<void> {
    await this.#options.redis.ask((commands) =>
      Promise.all([commands.del(keys.events(id)), send(commands, keys.replicas, { type: 'forget', id })]),
    );
  }

  /** Resolves when others can read all local events, and this replica has read all of theirs. */
  async flush(): Promise<void> {
    await this.#mirror.flush();
    await this.#follower.readAll();
    await this.#ask((commands) => this.#tellReads(commands));
  }

  /** Writes the last events, and removes this replica from the members. */
  async close(): Promise<void> {
    await this.#heartbeat.stop();
    for (const end of this.#ends) end();
    await this.#mirror.flush();
    await this.#ask((commands) =>
      Promise.all([commands.del(keys.alive(this.id)), commands.sRem(keys.members, this.id)]),
    );
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'grew':
        this.#follower.refresh(message.id);
        return;
      case 'cancel':
        this.#options.cancelHere(message.id);
        return;
      case 'forget':
        this.#follower.forget(message.id);
        this.#options.forgetHere(message.id);
        return;
      case 'left':
        this.#readers.leave(message.replica, message.id, message.leaving);
        return;
      case 'reads': {
        const news = this.#readers.note(message.replica, message.ids, performance.now());
        // Covers entries that were written between its first read and now.
        const channel = keys.replica(message.replica);
        if (news.length === 0) return;
        void this.#ask((commands) => Promise.all(news.map((id) => send(commands, channel, { type: 'grew', id }))));
        return;
      }
      case 'watches':
        this.#feed.noteWatcher(message.replica, performance.now());
        return;
      default:
        message satisfies never;
    }
  }

  /** Called when Redis is available, possibly without its data. */
  #welcome(): void {
    this.#awaySinceMs = null;
    this.#trustsSignsAtMs = performance.now() + aliveMs;
    this.#readers.excuse(performance.now());
    this.#mirror.writeAgain();
    this.#follower.refreshAll();
    void this.#ask((commands) =>
      Promise.all([this.#sign(commands), this.#tellReads(commands), ...this.#feed.announce(commands)]),
    );
  }

  async #beat(): Promise<void> {
    const nowMs = performance.now();
    this.#follower.dropIdle();
    if (this.#options.redis.isAway) {
      this.#awaySinceMs ??= nowMs;
      this.#readers.excuse(nowMs);
      this.#follower.giveUpAfter(nowMs - this.#awaySinceMs);
      return;
    }
    this.#readers.sweep(nowMs);
    // A message may have been lost.
    this.#follower.refreshAll();
    await this.#ask((commands) =>
      Promise.all([
        this.#sign(commands),
        this.#tellReads(commands),
        ...this.#mirror.renew(commands),
        ...this.#feed.announce(commands),
      ]),
    );
    if (nowMs < this.#trustsSignsAtMs) return;
    const dead = await this.#findDead(this.#follower.owners());
    await Promise.all([...dead.map((owner) => this.#follower.endOf(owner)), this.#lookForDead()]);
  }

  /** Tells each owner which of its generations have readers here, also when none has any more. */
  #tellReads(commands: RedisCommands): Promise<unknown> {
    const heard = this.#follower.heard();
    const owners = new Set([...heard.keys(), ...this.#told]);
    this.#told = new Set(heard.keys());
    return Promise.all(
      [...owners].map((owner) => {
        const ids = [...(heard.get(owner) ?? [])];
        return send(commands, keys.replica(owner), { type: 'reads', replica: this.id, ids });
      }),
    );
  }

  #sign(commands: RedisCommands): Promise<unknown> {
    return Promise.all([
      commands.set(keys.alive(this.id), '1', { expiration: { type: 'PX', value: aliveMs } }),
      commands.sAdd(keys.members, this.id),
    ]);
  }

  /** Checks a part of all replicas, so that each is checked often, for any number of replicas. */
  async #lookForDead(): Promise<void> {
    const members = (await this.#ask((commands) => commands.sRandMemberCount(keys.members, lookedAt))) ?? [];
    const dead = await this.#findDead(members);
    if (dead.length === 0) return;
    for (const id of dead) this.#options.onDead(id);
    await this.#ask((commands) => commands.sRem(keys.members, [...dead]));
  }

  /** The replicas without a heartbeat. */
  async #findDead(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const signs = await this.#ask((commands) => Promise.all(ids.map((id) => commands.exists(keys.alive(id)))));
    return signs === null ? [] : ids.filter((_, index) => signs[index] === 0);
  }

  #tellLeft(owner: string, id: string, leaving: Leaving): void {
    const message: Message = { type: 'left', replica: this.id, id, leaving };
    void this.#ask((commands) => send(commands, keys.replica(owner), message));
  }

  /** Resolves to null when the message is lost. The next heartbeat repeats it. */
  async #ask<Reply>(work: (commands: RedisCommands) => Promise<Reply>): Promise<Reply | null> {
    return this.#options.redis.ask(work).catch(() => null);
  }
}
