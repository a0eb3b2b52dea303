import { randomUUID } from 'node:crypto';
import {
  type Breakers,
  type BreakersOptions,
  type BreakerView,
  type CallResult,
  type Entry,
  LocalBreakers,
  type Permit,
  type Phase,
} from '@penstock/router';
import type { Redis } from '../redis/redis.ts';

/** The change of a breaker, as replicas publish it. */
type Change = { modelId: string; phase: Phase; replica: string; number: number };

/** Time after which the stored phases are deleted if no breaker changes, seconds. By then they are out of date. */
const storedForS = 3_600;

/**
 * Breakers that replicas share. Each replica decides at once, by its own calls and its copy of the others' phases. It
 * publishes its changes over a channel. The channel has one order for all, so its last change applies everywhere. While
 * Redis is unavailable each replica works alone.
 */
export class RedisBreakers implements Breakers {
  readonly #options: BreakersOptions;
  readonly #local: LocalBreakers;
  readonly #redis: Redis;
  /**
   * The channel of changes, and the hash with the phases that refuse calls, by model. Replicas that start later read
   * the hash.
   */
  readonly #place: string;
  readonly #replica = randomUUID();
  /** The number of this replica's last change of a model, until it has come back over the channel. */
  readonly #underWay = new Map<string, number>();
  /** Models whose breaker has changed, on any replica. */
  readonly #changed = new Set<string>();
  readonly #leave: readonly (() => void)[];
  #number = 0;
  #isAdopting = false;

  /** `place`: the name of the channel and of the hash. */
  constructor(options: BreakersOptions, redis: Redis, place = 'penstock:breakers') {
    this.#options = options;
    this.#local = new LocalBreakers(options);
    this.#redis = redis;
    this.#place = place;
    this.#leave = [
      this.#local.subscribe((modelId) => this.#noteChange(modelId)),
      redis.subscribe(place, (message) => this.#hear(message)),
      redis.onReturn(() => void this.#catchUp()),
    ];
    if (!redis.isAway) void this.#catchUp();
  }

  enter(modelId: string): Entry {
    return this.#local.enter(modelId);
  }

  answered(permit: Permit): void {
    this.#local.answered(permit);
  }

  settle(permit: Permit, result: CallResult): void {
    this.#local.settle(permit, result);
  }

  read(modelId: string): BreakerView {
    return this.#local.read(modelId);
  }

  subscribe(listener: (modelId: string) => void): () => void {
    return this.#local.subscribe(listener);
  }

  retain(modelIds: ReadonlySet<string>): void {
    this.#local.retain(modelIds);
    for (const modelId of this.#changed) if (!modelIds.has(modelId)) this.#changed.delete(modelId);
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }

  #noteChange(modelId: string): void {
    this.#changed.add(modelId);
    if (!this.#isAdopting) this.#tell(modelId);
  }

  #tell(modelId: string): void {
    const phase = this.#local.phaseOf(modelId);
    if (phase === null || this.#redis.isAway) return;
    const number = ++this.#number;
    this.#underWay.set(modelId, number);
    const change: Change = { modelId, phase, replica: this.#replica, number };
    const isRefusing = refusesUntilMs(phase) > this.#options.clock.nowMs();
    this.#redis
      .ask((commands) =>
        Promise.all([
          isRefusing ? commands.hSet(this.#place, modelId, JSON.stringify(phase)) : commands.hDel(this.#place, modelId),
          commands.expire(this.#place, storedForS),
          commands.publish(this.#place, JSON.stringify(change)),
        ]),
      )
      // Published again when Redis has returned.
      .catch(() => void this.#underWay.delete(modelId));
  }

  /**
   * Changes of other replicas are ignored while a change of this replica is under way. They precede it in the channel,
   * so its change applies last everywhere.
   */
  #hear(message: string): void {
    const { modelId, phase, replica, number } = JSON.parse(message) as Change;
    if (replica !== this.#replica) {
      if (!this.#underWay.has(modelId)) this.#adopt(modelId, phase);
    } else if (this.#underWay.get(modelId) === number) this.#underWay.delete(modelId);
  }

  #adopt(modelId: string, phase: Phase): void {
    if (JSON.stringify(this.#local.phaseOf(modelId)) === JSON.stringify(phase)) return;
    this.#isAdopting = true;
    this.#local.adopt(modelId, phase);
    this.#isAdopting = false;
  }

  /** Runs after the start and when Redis has returned. Of two phases, the one that refuses calls for longer applies. */
  async #catchUp(): Promise<void> {
    this.#underWay.clear();
    const stored = await this.#redis.ask((commands) => commands.hGetAll(this.#place)).catch(() => null);
    if (stored === null) return;
    const nowMs = this.#options.clock.nowMs();
    for (const [modelId, text] of Object.entries(stored)) {
      const phase = JSON.parse(text) as Phase;
      if (refusesUntilMs(phase) > Math.max(nowMs, this.#refusesUntilMs(modelId))) this.#adopt(modelId, phase);
    }
    for (const modelId of this.#changed) if (this.#refusesUntilMs(modelId) > nowMs) this.#tell(modelId);
  }

  #refusesUntilMs(modelId: string): number {
    const phase = this.#local.phaseOf(modelId);
    return phase === null ? 0 : refusesUntilMs(phase);
  }
}

/** The end of the refusal, epoch milliseconds; in the past for a breaker that admits calls. */
function refusesUntilMs(phase: Phase): number {
  switch (phase.type) {
    case 'closed':
      return phase.heldUntilMs;
    case 'open':
      return phase.untilMs;
    case 'half-open':
      return phase.probeLostAtMs;
  }
}
