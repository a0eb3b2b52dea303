import { setTimeout as sleep } from 'node:timers/promises';
import { FollowedGeneration } from '../generation/followed-generation.ts';
import type { Leaving } from '../generation/leaving.ts';
import type { Redis, RedisCommands } from '../redis/redis.ts';
import { decodeEvents, decodeFacts, encodeEvents } from './event-text.ts';
import { endedKeepMs } from './log-mirror.ts';
import { end, entryId, factsId, keys, lastNumberOf } from './stream-keys.ts';

export type FollowerOptions = {
  redis: Redis;
  nowMs(): number;
  /** Called when a generation of that owner gets its first reader here. */
  onHeard(owner: string): void;
  onUnheard(owner: string, generationId: string, leaving: Leaving): void;
  onError(error: unknown): void;
};

/** A copy without readers is kept for this long, milliseconds. */
const idleMs = 5_000;
/** Redis may be unavailable for this long before readers get an error, milliseconds. */
const patienceMs = 30_000;

/** The stream of a younger generation may not exist yet, so the read is repeated. Milliseconds. */
const freshMs = 5_000;
const mostTries = 5;
/** The pause before the first repetition, doubled for each further one. Milliseconds. */
const firstAgainMs = 25;

type Followed = { copy: FollowedGeneration; reading: Promise<void> | null; isStale: boolean; idleSinceMs: number };

/** The generations of other replicas that this one follows, each by its stream. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #found = new Map<string, Promise<FollowedGeneration | null>>();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  get(id: string): FollowedGeneration | undefined {
    return this.#followed.get(id)?.copy;
  }

  /** Null if there is no stream, and while Redis is unavailable. */
  async follow(id: string): Promise<FollowedGeneration | null> {
    const known = this.get(id);
    if (known !== undefined) return known;
    const finding = this.#found.get(id) ?? this.#find(id).finally(() => this.#found.delete(id));
    this.#found.set(id, finding);
    return finding;
  }

  /** Drops a copy that has ended and must not be read again. */
  forget(id: string): void {
    if (this.#followed.get(id)?.copy.hasEnded) this.#followed.delete(id);
  }

  /** Reads the new entries of a generation. */
  refresh(id: string): void {
    const followed = this.#followed.get(id);
    if (followed !== undefined) this.#read(followed).catch(this.#options.onError);
  }

  refreshAll(): void {
    for (const id of this.#followed.keys()) this.refresh(id);
  }

  /** Resolves when this replica has read all present entries in Redis. */
  async readAll(): Promise<void> {
    await Promise.all([...this.#followed.values()].map((followed) => this.#read(followed)));
  }

  /** The running generations with readers here, by owner. */
  heard(): ReadonlyMap<string, readonly string[]> {
    const copies = [...this.#followed.values()].map(({ copy }) => copy);
    const heard = copies.filter(({ hasEnded, readerCount }) => !hasEnded && readerCount > 0);
    return new Map(
      [...Map.groupBy(heard, ({ facts }) => facts.owner)].map(([owner, own]) => [owner, own.map(({ id }) => id)]),
    );
  }

  /** The owners of the running generations. */
  owners(): readonly string[] {
    const running = [...this.#followed.values()].filter(({ copy }) => !copy.hasEnded);
    return [...new Set(running.map(({ copy }) => copy.facts.owner))];
  }

  /** Handles the death of an owner. Its generations fail for readers on every replica. */
  async endOf(owner: string): Promise<void> {
    const lost = [...this.#followed.values()].filter(({ copy }) => !copy.hasEnded && copy.facts.owner === owner);
    await Promise.all(lost.map((followed) => this.#interrupt(followed)));
  }

  /** Drops copies without readers. */
  dropIdle(): void {
    const nowMs = performance.now();
    for (const [id, followed] of this.#followed) {
      if (followed.copy.readerCount > 0) followed.idleSinceMs = nowMs;
      else if (nowMs - followed.idleSinceMs >= idleMs) this.#followed.delete(id);
    }
  }

  /** Handles an unavailable Redis. After too long, waiting readers get an error. */
  giveUpAfter(awayMs: number): void {
    if (awayMs < patienceMs) return;
    for (const [id, { copy }] of this.#followed) {
      this.#followed.delete(id);
      if (copy.hasEnded) continue;
      const message = `Redis has been unavailable for ${Math.round(awayMs / 1_000)} s, so this replica cannot follow the generation; it may still run. Read its result with the query 'generation'.`;
      copy.take([{ ...copy.interruptedEvent(this.#options.nowMs()), message }], copy.lastNumber + 1);
      copy.finish();
    }
  }

  async #find(id: string): Promise<FollowedGeneration | null> {
    const [first, ...rest] = await this.#readWhole(id);
    if (first === undefined || first.id !== factsId) return null;
    const facts = decodeFacts(first.message.facts ?? '');
    const copy = new FollowedGeneration({
      id,
      facts,
      onHeard: () => this.#options.onHeard(facts.owner),
      onUnheard: (leaving) => this.#options.onUnheard(facts.owner, id, leaving),
    });
    this.#followed.set(id, { copy, reading: null, isStale: false, idleSinceMs: performance.now() });
    take(copy, rest);
    return copy;
  }

  /** The events of a new generation may still be on their way to Redis. */
  async #readWhole(id: string): Promise<NonNullable<Entries>> {
    const { redis, nowMs, onError } = this.#options;
    const read = () => redis.ask((commands) => commands.xRange(keys.events(id), '-', '+'));
    try {
      for (let tries = 0; !redis.isAway; tries++) {
        const entries = (await read()) ?? [];
        if (entries.length > 0 || tries === mostTries || nowMs() - beginOf(id) > freshMs) return entries;
        await sleep(firstAgainMs * 2 ** tries);
      }
    } catch (error) {
      onError(error);
    }
    return [];
  }

  /**
   * Runs one read at a time. A notice during a read causes another. Resolves when all entries at the time of the call
   * are read.
   */
  #read(followed: Followed): Promise<void> {
    followed.isStale = true;
    followed.reading ??= this.#readOn(followed).finally(() => {
      followed.reading = null;
    });
    return followed.reading;
  }

  async #readOn(followed: Followed): Promise<void> {
    const { copy } = followed;
    const { redis } = this.#options;
    while (followed.isStale && !copy.hasEnded && !redis.isAway) {
      followed.isStale = false;
      const begin = `(${entryId(copy.lastNumber)}`;
      take(copy, await redis.ask((commands) => commands.xRange(keys.events(copy.id), begin, '+')));
    }
  }

  /** Several replicas may detect a death. The stream accepts only the first end, and all replicas read it. */
  async #interrupt(followed: Followed): Promise<void> {
    const { copy } = followed;
    await this.#read(followed);
    if (copy.hasEnded) return;
    const content = { events: encodeEvents([copy.interruptedEvent(this.#options.nowMs())]), ...end };
    const write = (commands: RedisCommands) =>
      Promise.all([
        commands.xAdd(keys.events(copy.id), entryId(copy.lastNumber + 1), content),
        commands.pExpire(keys.events(copy.id), endedKeepMs),
      ]);
    await this.#options.redis.ask(write).catch((error: unknown) => {
      if (!String(error).includes('equal or smaller')) throw error;
    });
    await this.#read(followed);
  }
}

/** The start of a generation: the first 48 bits of its id, UUID version 7. Epoch milliseconds. */
function beginOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

type Entries = Awaited<ReturnType<RedisCommands['xRange']>>;

function take(copy: FollowedGeneration, entries: Entries): void {
  for (const { id, message } of entries ?? []) {
    if (message.events !== undefined) copy.take(decodeEvents(message.events, copy.facts), lastNumberOf(id));
    if (message.end !== undefined) copy.finish();
  }
}
