import type { Clock } from '../clock.ts';
import type { BreakerView, Entry, Permit, RefusalReason, Verdict } from './breakers.ts';
import { RecentCalls } from './recent-calls.ts';
import type { TripRule } from './trip-rule.ts';

/** A breaker's state; each variant carries only what it needs. Times are epoch milliseconds. */
export type CircuitState =
  /** Calls pass. `heldUntilMs`: its provider wants rest until then; 0 for no rest. */
  | { type: 'closed'; heldUntilMs: number }
  /** None passes until `untilMs`. `openings`: how often it has opened since it was last closed, from 1. */
  | { type: 'open'; untilMs: number; openings: number }
  /** One call is finding out; it is given up for lost at `probeLostAtMs`, so that another may. */
  | { type: 'half-open'; probe: symbol; probeLostAtMs: number; openings: number };

/** How a breaker opens and how it tries again. */
export type CircuitOptions = {
  clock: Clock;
  /** 0 up to, not including, 1. */
  random(): number;
  /** One is enough to trip. */
  rules: readonly TripRule[];
  /** The first cool-down; it doubles each time that the probe fails. Milliseconds. */
  coolDownMs: number;
  /** The longest of its own accord; a provider's Retry-After may be longer. Milliseconds. */
  longestCoolDownMs: number;
  /** When a probe that has not come back is given up. Milliseconds. */
  probeTimeoutMs: number;
  /** Called after each change of what `read` says. */
  onChange(): void;
};

/** So many calls, begun within so long, tell whether a provider serves others while it wants rest of one. */
const manyCalls = 20;
const manyWithinMs = 30_000;

/** The breaker of one model. */
export class Circuit {
  readonly #options: CircuitOptions;
  #state: CircuitState = { type: 'closed', heldUntilMs: 0 };
  readonly #recent = new RecentCalls();
  /** Counts the times that it has opened or closed: what was let in before says nothing of what came after. */
  #era = 0;
  /** Numbers the calls while it is closed. */
  #calls = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  read(): BreakerView {
    const nowMs = this.#options.clock.nowMs();
    const state = this.#state;
    switch (state.type) {
      case 'closed':
        return this.#isHeld(state.heldUntilMs, nowMs) ? { state: 'CLOSED', retryAtMs: state.heldUntilMs } : closedView;
      case 'open':
        return state.untilMs > nowMs ? { state: 'OPEN', retryAtMs: state.untilMs } : halfOpenView;
      case 'half-open':
        return halfOpenView;
    }
  }

  enter(): Entry {
    const nowMs = this.#options.clock.nowMs();
    const state = this.#state;
    switch (state.type) {
      case 'closed':
        return this.#isHeld(state.heldUntilMs, nowMs) ? refused('held', state.heldUntilMs) : this.#admit(nowMs);
      case 'open':
        return state.untilMs > nowMs ? refused('open', state.untilMs) : this.#admitProbe(state.openings);
      case 'half-open':
        return state.probeLostAtMs > nowMs ? refused('probing', null) : this.#admitProbe(state.openings);
    }
  }

  /**
   * A provider's wish for rest is for all who call it, since its limits are. Only where most of many calls are being
   * served it cannot mean all of them; then it binds whoever was told, and no one else.
   */
  #isHeld(heldUntilMs: number, nowMs: number): boolean {
    return heldUntilMs > nowMs && !this.#recent.areMostlyWell(manyCalls, manyWithinMs, nowMs);
  }

  #admit(nowMs: number): Entry {
    const era = this.#era;
    const call = this.#begin(nowMs);
    return permitOnce({
      answered() {},
      settle: (verdict) => {
        if (era === this.#era) this.#judge(verdict, call);
      },
    });
  }

  #begin(nowMs: number): number {
    this.#calls += 1;
    this.#recent.began(this.#calls, nowMs);
    for (const rule of this.#options.rules) rule.began(this.#calls, nowMs);
    return this.#calls;
  }

  #admitProbe(openings: number): Entry {
    const probe = Symbol('probe');
    const probeLostAtMs = this.#options.clock.nowMs() + this.#options.probeTimeoutMs;
    this.#change({ type: 'half-open', probe, probeLostAtMs, openings });
    const isPending = (): boolean => this.#state.type === 'half-open' && this.#state.probe === probe;
    let begun: { era: number; call: number } | null = null;
    return permitOnce({
      answered: () => {
        if (!isPending()) return;
        this.#close();
        begun = { era: this.#era, call: this.#begin(this.#options.clock.nowMs()) };
      },
      settle: (verdict) => {
        if (isPending()) this.#judgeProbe(verdict, openings);
        else if (begun?.era === this.#era) this.#judge(verdict, begun.call);
      },
    });
  }

  /** The outcome of a call while closed. */
  #judge(verdict: Verdict, call: number): void {
    const { clock, rules } = this.#options;
    const nowMs = clock.nowMs();
    const result = resultOf[verdict.type];
    this.#recent.ended(call, result);
    for (const rule of rules) rule.ended(call, result, nowMs);
    if (verdict.type !== 'failed') return;
    if (rules.some((rule) => rule.isTripped(nowMs))) this.#open(1, verdict.retryAfterMs ?? 0);
    else if (verdict.retryAfterMs !== null) this.#hold(nowMs + verdict.retryAfterMs);
  }

  #judgeProbe(verdict: Verdict, openings: number): void {
    switch (verdict.type) {
      case 'neutral':
        // It has found nothing out: the next call is the probe.
        this.#change({ type: 'open', untilMs: this.#options.clock.nowMs(), openings });
        return;
      case 'succeeded':
        this.#close();
        return;
      case 'failed':
        this.#open(openings + 1, verdict.retryAfterMs ?? 0);
    }
  }

  #hold(untilMs: number): void {
    const heldMs = this.#state.type === 'closed' ? this.#state.heldUntilMs : 0;
    if (untilMs > heldMs) this.#change({ type: 'closed', heldUntilMs: untilMs });
  }

  #open(openings: number, retryAfterMs: number): void {
    const { clock, random, coolDownMs, longestCoolDownMs } = this.#options;
    const grownMs = Math.min(longestCoolDownMs, coolDownMs * 2 ** (openings - 1));
    // Up to a tenth by chance, so that replicas do not probe in step.
    const waitMs = Math.max(grownMs * (1 - 0.1 * random()), retryAfterMs);
    this.#era += 1;
    this.#change({ type: 'open', untilMs: clock.nowMs() + waitMs, openings });
  }

  #close(): void {
    for (const rule of this.#options.rules) rule.reset();
    this.#recent.clear();
    this.#calls = 0;
    this.#era += 1;
    this.#change({ type: 'closed', heldUntilMs: 0 });
  }

  #change(state: CircuitState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

const resultOf = { succeeded: 'well', failed: 'failed', neutral: 'neutral' } as const;

const closedView: BreakerView = Object.freeze({ state: 'CLOSED', retryAtMs: null });
const halfOpenView: BreakerView = Object.freeze({ state: 'HALF_OPEN', retryAtMs: null });

function refused(because: RefusalReason, retryAtMs: number | null): Entry {
  return { type: 'refused', because, retryAtMs };
}

function permitOnce(permit: Permit): Entry {
  let isSettled = false;
  const once: Permit = {
    answered() {
      if (!isSettled) permit.answered();
    },
    settle(verdict) {
      if (isSettled) return;
      isSettled = true;
      permit.settle(verdict);
    },
  };
  return { type: 'admitted', permit: once };
}
