import type { OpenEventLog } from '../generation/event-log.ts';
import type { GenerationEventBody } from '../generation/generation-event.ts';
import type { Leaving } from '../generation/leaving.ts';
import { MemoryEventLog } from '../generation/memory-event-log.ts';
import type { Owned } from '../generation/peers.ts';
import type { Redis, RedisCommands } from '../redis/redis.ts';
import { encodeEvents, encodeFacts } from './event-text.ts';
import { end, endId, entryId, factsId, keys } from './stream-keys.ts';

export type LogMirrorOptions = {
  redis: Redis;
  /** Of this replica. */
  ownerId: string;
  /** Told that others can read more of a generation, in the same round trip. */
  ring(commands: RedisCommands, generationId: string): readonly Promise<unknown>[];
  onError(error: unknown): void;
};

/** Events of this long go to Redis together, milliseconds. */
const gatherMs = 20;
/** A write that Redis refused is tried again after this, milliseconds. */
const retryMs = 1_000;
/** How long a stream stays after the end of its generation, and without a sign of its owner. Milliseconds. */
export const endedKeepMs = 300_000;
const runningKeepMs = 900_000;
/** Entries of a stream, beyond which it is written anew as one. */
const mostEntries = 2_000;
/** Generations that wait for Redis to return. */
const mostWaiting = 2_000;

type Mirrored = {
  log: MemoryEventLog;
  facts: string;
  /** The number of the last event that is in Redis. */
  written: number;
  entries: number;
  /** Whether its stream is to be written from its beginning. */
  isWhole: boolean;
  renewedAtMs: number;
};

/**
 * Copies the event logs of this replica to Redis, a stream for each generation. Readers here are served from memory, and
 * never wait for Redis. A write takes from the log what has come since the last one, so nothing is held twice. After
 * Redis was away, the streams of running generations are written from their beginnings.
 */
export class LogMirror {
  readonly #options: LogMirrorOptions;
  readonly #mirrored = new Map<string, Mirrored>();
  readonly #grown = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(options: LogMirrorOptions) {
    this.#options = options;
  }

  readonly openEventLog: OpenEventLog = (generationId, onUnheard) =>
    new GrowingLog(generationId, onUnheard, this.#noteGrown);

  /** A chat is copied from now on. */
  own(generation: Owned): void {
    const { id, log, request } = generation;
    if (request.call.type !== 'chat' || !(log instanceof MemoryEventLog)) return;
    const facts = encodeFacts(generation, this.#options.ownerId);
    const renewedAtMs = performance.now();
    this.#mirrored.set(id, { log, facts, written: 0, entries: 0, isWhole: true, renewedAtMs });
    // Its first event is appended in this tick. A reader that has it may come to another replica at once.
    this.#grown.add(id);
    queueMicrotask(() => this.#writeNow());
  }

  /** The log of a generation that is not copied to its end yet. */
  logOf(generationId: string): MemoryEventLog | undefined {
    return this.#mirrored.get(generationId)?.log;
  }

  /** Redis has returned, perhaps without its memory. */
  writeAgain(): void {
    for (const [id, mirrored] of this.#mirrored) {
      mirrored.isWhole = true;
      this.#noteGrown(id);
    }
  }

  /** Keeps the streams of generations that say nothing for long. */
  renew(commands: RedisCommands): readonly Promise<unknown>[] {
    const nowMs = performance.now();
    return [...this.#mirrored].flatMap(([id, mirrored]) => {
      if (nowMs - mirrored.renewedAtMs < runningKeepMs / 3) return [];
      mirrored.renewedAtMs = nowMs;
      return commands.pExpire(keys.events(id), runningKeepMs);
    });
  }

  /** Writes all that was said so far. Resolves when Redis has it, or is away. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#write();
  }

  readonly #noteGrown = (generationId: string): void => {
    if (!this.#mirrored.has(generationId)) return;
    this.#grown.add(generationId);
    this.#writeIn(gatherMs);
  };

  #writeIn(ms: number): void {
    if (this.#timer !== null || this.#writing !== null || this.#options.redis.isAway) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, ms).unref();
  }

  #writeNow(): void {
    if (this.#grown.size === 0 || this.#writing !== null || this.#options.redis.isAway) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    void this.#write();
  }

  /** One write at a time: the next begins when Redis has answered. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeGrown().then((pauseMs) => {
      this.#writing = null;
      if (this.#grown.size > 0) this.#writeIn(pauseMs);
    });
    return this.#writing;
  }

  /** Returns the pause before the next write, milliseconds. */
  async #writeGrown(): Promise<number> {
    const ids = [...this.#grown];
    this.#grown.clear();
    try {
      const results = await this.#options.redis.ask((commands) =>
        Promise.allSettled(ids.map((id) => this.#writeOne(commands, id))),
      );
      return results.map((result, index) => this.#judge(ids[index] as string, result)).includes(false)
        ? retryMs
        : gatherMs;
    } catch {
      this.#waitForRedis(ids);
      return retryMs;
    }
  }

  /** False where it is to be tried again. */
  #judge(id: string, result: PromiseSettledResult<void>): boolean {
    if (result.status === 'fulfilled') return true;
    this.#options.onError(result.reason);
    // Another replica has taken this one for dead, and has ended the stream.
    if (String(result.reason).includes('equal or smaller')) {
      this.#mirrored.delete(id);
      return true;
    }
    this.#waitForRedis([id]);
    return false;
  }

  #waitForRedis(ids: readonly string[]): void {
    for (const id of ids) {
      const mirrored = this.#mirrored.get(id);
      if (mirrored === undefined) continue;
      mirrored.isWhole = true;
      this.#grown.add(id);
    }
    for (const [id, { log }] of this.#mirrored) {
      if (this.#mirrored.size <= mostWaiting) return;
      if (log.hasEnded) this.#mirrored.delete(id);
    }
  }

  async #writeOne(commands: RedisCommands, id: string): Promise<void> {
    const mirrored = this.#mirrored.get(id);
    if (mirrored === undefined) return;
    const { log, facts, written, isWhole } = mirrored;
    const { lastNumber, hasEnded } = log;
    const key = keys.events(id);
    const entry = entryOf(log, isWhole ? 0 : written);
    const rings = this.#options.ring(commands, id);
    if (isWhole) {
      const multi = commands.multi().del(key).xAdd(key, factsId, { facts });
      if (entry !== null) multi.xAdd(key, entry.id, entry.content);
      await Promise.all([multi.pExpire(key, hasEnded ? endedKeepMs : runningKeepMs).exec(), ...rings]);
    } else if (entry !== null) {
      const sent: Promise<unknown>[] = [commands.xAdd(key, entry.id, entry.content)];
      if (hasEnded) sent.push(commands.pExpire(key, endedKeepMs));
      await Promise.all([...sent, ...rings]);
    }
    mirrored.written = lastNumber;
    mirrored.entries = isWhole ? 1 : mirrored.entries + 1;
    mirrored.isWhole = mirrored.entries >= mostEntries;
    if (hasEnded) this.#mirrored.delete(id);
  }
}

/** What a log has behind a number, as an entry of its stream; null for nothing. */
function entryOf(log: MemoryEventLog, after: number): { id: string; content: Record<string, string> } | null {
  const { lastNumber, hasEnded } = log;
  if (lastNumber === after) return hasEnded ? { id: endId(lastNumber), content: end } : null;
  const events = encodeEvents(log.bodiesAfter(after));
  return { id: entryId(lastNumber), content: { events, ...(hasEnded && end) } };
}

/** A log in memory that says when it has grown. */
class GrowingLog extends MemoryEventLog {
  readonly #onGrown: (generationId: string) => void;

  constructor(generationId: string, onUnheard: (leaving: Leaving) => void, onGrown: (generationId: string) => void) {
    super(generationId, onUnheard);
    this.#onGrown = onGrown;
  }

  override append(body: GenerationEventBody): void {
    super.append(body);
    this.#onGrown(this.generationId);
  }

  override end(): void {
    super.end();
    this.#onGrown(this.generationId);
  }
}
