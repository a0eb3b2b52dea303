import type { Clock } from '../clock.ts';
import type { BreakerView, Entry, Permit, Verdict } from './breakers.ts';
import type { CircuitState } from './circuit-state.ts';
import type { TripRule } from './trip-rule.ts';

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

/** The breaker of one model. */
export class Circuit {
  readonly #options: CircuitOptions;
  #state: CircuitState = { type: 'closed', heldUntilMs: 0 };
  /** Counts the times that it has opened or closed: what was let in before says nothing of what came after. */
  #era = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  read(): BreakerView {
    const nowMs = this.#options.clock.nowMs();
    const state = this.#state;
    switch (state.type) {
      case 'closed':
        return state.heldUntilMs > nowMs ? { state: 'OPEN', retryAtMs: state.heldUntilMs } : closedView;
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
        return state.heldUntilMs > nowMs ? { type: 'refused', retryAtMs: state.heldUntilMs } : this.#admit();
      case 'open':
        return state.untilMs > nowMs ? { type: 'refused', retryAtMs: state.untilMs } : this.#admitProbe(state.openings);
      case 'half-open':
        return state.probeLostAtMs > nowMs ? { type: 'refused', retryAtMs: null } : this.#admitProbe(state.openings);
    }
  }

  #admit(): Entry {
    const era = this.#era;
    return permitOnce((verdict) => {
      if (era === this.#era) this.#judge(verdict);
    });
  }

  #admitProbe(openings: number): Entry {
    const probe = Symbol('probe');
    const probeLostAtMs = this.#options.clock.nowMs() + this.#options.probeTimeoutMs;
    this.#change({ type: 'half-open', probe, probeLostAtMs, openings });
    return permitOnce((verdict) => {
      if (this.#state.type === 'half-open' && this.#state.probe === probe) this.#judgeProbe(verdict, openings);
    });
  }

  /** The outcome of a call while closed. */
  #judge(verdict: Verdict): void {
    const nowMs = this.#options.clock.nowMs();
    const { rules } = this.#options;
    switch (verdict.type) {
      case 'neutral':
        return;
      case 'succeeded':
        for (const rule of rules) rule.succeeded(nowMs);
        return;
      case 'failed':
        for (const rule of rules) rule.failed(nowMs);
        if (rules.some((rule) => rule.isTripped(nowMs))) this.#open(1, verdict.retryAfterMs ?? 0);
        else if (verdict.retryAfterMs !== null) this.#hold(nowMs + verdict.retryAfterMs);
    }
  }

  #judgeProbe(verdict: Verdict, openings: number): void {
    switch (verdict.type) {
      case 'neutral':
        // It has found nothing out: the next call is the probe.
        this.#change({ type: 'open', untilMs: this.#options.clock.nowMs(), openings });
        return;
      case 'succeeded':
        for (const rule of this.#options.rules) rule.reset();
        this.#era += 1;
        this.#change({ type: 'closed', heldUntilMs: 0 });
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

  #change(state: CircuitState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

const closedView: BreakerView = Object.freeze({ state: 'CLOSED', retryAtMs: null });
const halfOpenView: BreakerView = Object.freeze({ state: 'HALF_OPEN', retryAtMs: null });

function permitOnce(judge: (verdict: Verdict) => void): Entry {
  let isSettled = false;
  const permit: Permit = {
    settle(verdict) {
      if (isSettled) return;
      isSettled = true;
      judge(verdict);
    },
  };
  return { type: 'admitted', permit };
}
