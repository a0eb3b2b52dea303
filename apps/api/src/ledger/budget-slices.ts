import type pg from 'pg';
import type { PeriodId } from './budget.ts';
import { periodKey } from './decide-reservations.ts';
import type { Slices } from './flush.ts';
import type { Money } from './money.ts';
import type { PeriodUse } from './reserve-at-once.ts';
import { renewSlices, returnOwnSlices } from './return-slices.ts';
import { defaultSliceRules, type SliceRules, takeSlices, type WantedSlice } from './take-slices.ts';

export type BudgetSlicesTools = {
  pool: pg.Pool;
  /** The ledger of this process, a UUID. */
  ownerId: string;
  /** How long a slice lasts when it is unused or its replica has died, milliseconds. */
  leaseMs: number;
  /** Default: `defaultSliceRules`. */
  rules?: SliceRules;
  /** Default: `performance.now`. */
  nowMs?(): number;
};

/** A window gets a slice when two groups use it within this time, milliseconds. */
const busyMs = 5_000;
/** A slice is enlarged when less than this part of its last grant is left. */
const lowPart = 4n;
/** The least grant to request, as a multiple of a group's need. */
const leastGrantNeeds = 16n;
/**
 * A grant that lasts less than `shortMs` is doubled. A grant that lasts longer than `longMs` is halved. Milliseconds.
 */
const shortMs = 5_000;
const longMs = 20_000;
/** How long to wait before the next request after a window granted nothing, milliseconds. */
const refusedMs = 1_000;

type State = PeriodId & { usedAtMs: number; grantedAtMs: number; grant: Money; notBeforeMs: number };

/**
 * The slices of this process. A busy window gets a slice, and a low slice is enlarged. Both happen in the background,
 * so no call waits. Only the database knows the rest of a slice. This class decides when to request how much.
 */
export class BudgetSlices implements Slices {
  readonly ownerId: string;
  readonly #tools: BudgetSlicesTools;
  readonly #nowMs: () => number;
  /** By the window's key. Holds the windows that were used within the last lease. */
  readonly #states = new Map<string, State>();
  readonly #wanted = new Map<string, WantedSlice>();
  #taking: Promise<void> | null = null;
  #isClosed = false;

  constructor(tools: BudgetSlicesTools) {
    this.#tools = tools;
    this.ownerId = tools.ownerId;
    this.#nowMs = tools.nowMs ?? (() => performance.now());
  }

  noteUses(uses: readonly PeriodUse[]): void {
    const nowMs = this.#nowMs();
    for (const { amount, left, ...id } of uses) {
      const key = periodKey(id);
      const known = this.#states.get(key);
      const state = known ?? {
        ...id,
        usedAtMs: nowMs,
        grantedAtMs: Number.NEGATIVE_INFINITY,
        grant: 0n,
        notBeforeMs: 0,
      };
      const isBusy = known !== undefined && nowMs - known.usedAtMs < busyMs;
      state.usedAtMs = nowMs;
      this.#states.set(key, state);
      const isLow = left === null ? isBusy : left < state.grant / lowPart;
      if (!isLow || nowMs < state.notBeforeMs) continue;
      this.#wanted.set(key, { ...id, need: amount, target: targetOf(state, amount, nowMs) });
      state.notBeforeMs = Number.POSITIVE_INFINITY;
    }
    if (this.#wanted.size > 0 && !this.#isClosed) this.#taking ??= this.#take();
  }

  /** Extends the leases on slices that were used within the last `leaseMs`. The others expire. */
  async renew(): Promise<void> {
    const sinceMs = this.#nowMs() - this.#tools.leaseMs;
    for (const [key, { usedAtMs }] of this.#states) if (usedAtMs < sinceMs) this.#states.delete(key);
    if (this.#states.size === 0) return;
    await renewSlices(this.#tools.pool, this.ownerId, [...this.#states.values()], this.#tools.leaseMs);
  }

  /** Returns all slices. While the database is unavailable, they expire instead. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.settled();
    await returnOwnSlices(this.#tools.pool, this.ownerId).catch(() => {});
  }

  /** Resolves when the current requests for slices have finished. */
  async settled(): Promise<void> {
    await this.#taking;
  }

  async #take(): Promise<void> {
    while (this.#wanted.size > 0 && !this.#isClosed) {
      const wanted = [...this.#wanted.values()];
      this.#wanted.clear();
      // The writer reports an unavailable database.
      const grants = await takeSlices(
        this.#tools.pool,
        wanted,
        this.#tools,
        this.#tools.rules ?? defaultSliceRules,
      ).catch(() => new Map<string, Money>());
      const nowMs = this.#nowMs();
      for (const each of wanted) this.#note(periodKey(each), grants.get(periodKey(each)), nowMs);
    }
    this.#taking = null;
  }

  #note(key: string, grant: Money | undefined, nowMs: number): void {
    const state = this.#states.get(key);
    if (state === undefined) return;
    if (grant === undefined) Object.assign(state, { notBeforeMs: nowMs + refusedMs });
    else Object.assign(state, { notBeforeMs: nowMs, grant, grantedAtMs: nowMs });
  }
}

/** A grant should last between `shortMs` and `longMs`. */
function targetOf({ grant, grantedAtMs }: State, need: Money, nowMs: number): Money {
  const lastedMs = nowMs - grantedAtMs;
  const target = lastedMs < shortMs ? grant * 2n : lastedMs > longMs ? grant / 2n : grant;
  const least = need * leastGrantNeeds;
  return target > least ? target : least;
}
