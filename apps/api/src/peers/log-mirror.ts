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
  /** The id of this replica. */
  ownerId: string;
  /** Tells others that they can read more of a generation, in the same round trip. */
  ring(commands: RedisCommands, generationId: string): readonly Promise<unknown>[];
  onError(error: unknown): void;
};

/** Events are gathered for this long, then sent to Redis together. Milliseconds. */
const gatherMs = 20;
/** The pause before a write that Redis refused is retried, milliseconds. */
const retryMs = 1_000;
/** How long a stream stays after the end of its generation, or without a renewal by its owner. Milliseconds. */
export const endedKeepMs = 300_000;
const runningKeepMs = 900_000;
/** The most entries of a stream. Beyond it, the stream is rewritten as one entry. */
const mostEntries = 2_000;
/** The most generations that wait for Redis to return. */
const mostWaiting = 2_000;

type Mirrored = {
  log: MemoryEventLog;
  facts: string;
  /** The number of the last event in Redis. */
  written: number;
  entries: number;
  /** Whether its stream must be written from the beginning. */
  isWhole: boolean;
  renewedAtMs: number;
};

/**
 * Copies the event logs of this replica to Redis, one stream per generation. Local readers are served from memory, and
 * never wait for Redis. A write takes the new events directly from the log, so no event is stored twice. After an
 * outage of Redis, the streams of running generations are written from the beginning.
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

  /** Starts copying a chat. A log of another kind stores its events elsewhere already, and is not copied. */
  own(generation: Owned): void {
    const { id, log, request } = generation;
    if (request.call.type !== 'chat' || !(log instanceof MemoryEventLog)) return;
    const facts = encodeFacts(generation, this.#options.ownerId);
    const renewedAtMs = performance.now();
    this.#mirrored.set(id, { log, facts, written: 0, entries: 0, isWhole: true, renewedAtMs });
    // The first event is appended in this tick. A reader of it may reach another replica immediately.
    this.#grown.add(id);
    queueMicrotask(() => this.#writeNow());
  }

  /** The log of a generation that is not completely copied yet. */
  logOf(generationId: string): MemoryEventLog | undefined {
    return this.#mirrored.get(generationId)?.log;
  }

  /** Rewrites the streams after Redis has returned, possibly without its data. */
  writeAgain(): void {
    for (const [id, mirrored] of this.#mirrored) {
      mirrored.isWhole = true;
      this.#noteGrown(id);
    }
  }

  /** Extends the expiry of streams whose generations produce no events. */
  renew(commands: RedisCommands): readonly Promise<unknown>[] {
    const nowMs = performance.now();
    return [...this.#mirrored].flatMap(([id, mirrored]) => {
      if (nowMs - mirrored.renewedAtMs < runningKeepMs / 3) return [];
      mirrored.renewedAtMs = nowMs;
      return commands.pExpire(keys.events(id), runningKeepMs);
    });
  }

  /** Writes all events so far. Resolves when Redis has stored them, or is unavailable. */
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

  /** Runs one write at a time. The next starts when Redis has answered. */
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

  /** Returns false if the write must be retried. */
  #judge(id: string, result: PromiseSettledResult<void>): boolean {
    if (result.status === 'fulfilled') return true;
    this.#options.onError(result.reason);
    // Another replica considered this one dead and has ended the stream.
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

/** The events of a log after a number, as an entry of its stream; null for none. */
function entryOf(log: MemoryEventLog, after: number): { id: string; content: Record<string, string> } | null {
  const { lastNumber, hasEnded } = log;
  if (lastNumber === after) return hasEnded ? { id: endId(lastNumber), content: end } : null;
  const events = encodeEvents(log.bodiesAfter(after));
  return { id: entryId(lastNumber), content: { events, ...(hasEnded && end) } };
}

/** A log in memory that reports each new event. */
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
