import type { Clock } from '../clock.ts';
import type { BreakerView, Entry, Permit, RefusalReason } from './breakers.ts';
import { areMostlySuccessful, beginCall, emptyHistory, endCall, rememberedTimes } from './call-history.ts';
import type { CallResult } from './call-result.ts';
import { type CircuitState, newCircuitState, type Phase } from './circuit-state.ts';
import type { TripRule } from './trip-rule.ts';

/** When a breaker opens and when it probes. */
export type CircuitOptions = {
  clock: Clock;
  /** 0 up to, not including, 1. */
  random(): number;
  /** Each rule can trip the breaker. */
  rules: readonly TripRule[];
  /** The period of time-based rules, milliseconds. */
  windowMs: number;
  /** The first cool-down, milliseconds. It doubles with each failed probe. */
  coolDownMs: number;
  /** The longest cool-down, milliseconds. A provider's `Retry-After` may be longer. */
  longestCoolDownMs: number;
  /** The time after which a probe counts as lost. Milliseconds. */
  probeTimeoutMs: number;
};

/** This many calls within this time show whether a provider serves other calls during its `Retry-After`. */
const manyCalls = rememberedTimes;
const manyWithinMs = 30_000;

type Opened = Exclude<Phase, { type: 'closed' }>;

/** The breaker of one model: the steps from one state to the next. All memory is in `state`. */
export class Circuit {
  readonly #modelId: string;
  readonly #options: CircuitOptions;
  readonly #state: CircuitState;

  /** `state`: changed in place. Default: closed and without calls. */
  constructor(modelId: string, options: CircuitOptions, state?: CircuitState) {
    this.#modelId = modelId;
    this.#options = options;
    this.#state = state ?? newCircuitState(options.clock.nowMs(), options.windowMs);
  }

  get state(): Readonly<CircuitState> {
    return this.#state;
  }

  read(): BreakerView {
    const nowMs = this.#options.clock.nowMs();
    const { phase } = this.#state;
    switch (phase.type) {
      case 'closed':
        if (!this.#isHeld(phase.heldUntilMs, nowMs)) return closedView;
        return { state: 'CLOSED', retryAtMs: phase.heldUntilMs, isRateLimit: phase.isRateLimit };
      case 'open':
        if (phase.untilMs <= nowMs) return halfOpenView;
        return { state: 'OPEN', retryAtMs: phase.untilMs, isRateLimit: phase.isRateLimit };
      case 'half-open':
        return halfOpenView;
    }
  }

  enter(): Entry {
    const nowMs = this.#options.clock.nowMs();
    const { phase } = this.#state;
    switch (phase.type) {
      case 'closed':
        if (this.#isHeld(phase.heldUntilMs, nowMs)) return refused('held', phase.heldUntilMs, phase);
        return this.#admit(beginCall(this.#state.history, nowMs));
      case 'open':
        return phase.untilMs > nowMs ? refused('open', phase.untilMs, phase) : this.#admitProbe(phase);
      case 'half-open':
        return phase.probeLostAtMs > nowMs ? refused('probing', null, phase) : this.#admitProbe(phase);
    }
  }

  /** Call it at the first token of a call, which is enough for a probe. */
  answered(permit: Permit): void {
    if (!this.#isProbe(permit)) return;
    this.#close(permit.era);
    beginCall(this.#state.history, this.#options.clock.nowMs());
  }

  /** Call it at the end of a call. No effect for a permit of an earlier era, and for a call with a known result. */
  settle(permit: Permit, result: CallResult): void {
    const { phase, era } = this.#state;
    if (phase.type === 'half-open') {
      if (permit.era === era) this.#endProbe(result, phase);
    } else if (phase.type === 'closed') {
      if (permit.era === era) this.#end(permit.call, result);
      // A probe that closed the breaker is the first call of the new era.
      else if (permit.era === phase.closedBy) this.#end(1, result);
    }
  }

  /** Takes over the phase of another replica. Earlier permits of this replica no longer count. */
  adopt(phase: Phase): void {
    if (phase.type === 'closed') this.#state.history = emptyHistory(this.#options.windowMs);
    this.#begin(phase.type === 'closed' ? { ...phase, closedBy: null } : phase);
  }

  /**
   * `Retry-After` applies to every call to this provider. If most of many calls succeed, it cannot mean all of them.
   * Then it applies only to the call that received it.
   */
  #isHeld(heldUntilMs: number, nowMs: number): boolean {
    return heldUntilMs > nowMs && !areMostlySuccessful(this.#state.history, manyCalls, manyWithinMs, nowMs);
  }

  #isProbe({ era }: Permit): boolean {
    return this.#state.phase.type === 'half-open' && this.#state.era === era;
  }

  #admit(call: number): Entry {
    return { type: 'admitted', permit: { modelId: this.#modelId, era: this.#state.era, call } };
  }

  #admitProbe({ openings, isRateLimit }: Opened): Entry {
    const probeLostAtMs = this.#options.clock.nowMs() + this.#options.probeTimeoutMs;
    this.#begin({ type: 'half-open', probeLostAtMs, openings, isRateLimit });
    return this.#admit(0);
  }

  /** The end of a call while the breaker is closed. */
  #end(call: number, result: CallResult): void {
    const { clock, rules } = this.#options;
    const { history } = this.#state;
    const nowMs = clock.nowMs();
    if (!endCall(history, call, result.type, nowMs) || result.type !== 'failed') return;
    if (rules.some((isTripped) => isTripped(history, call, nowMs))) this.#open(1, result);
    else if (result.retryAfterMs !== null) this.#hold(nowMs + result.retryAfterMs, result.isRateLimit);
  }

  #endProbe(result: CallResult, { openings, isRateLimit }: Opened): void {
    switch (result.type) {
      case 'neutral':
        // The probe gave no result, so the next call is the probe.
        this.#begin({ type: 'open', untilMs: this.#options.clock.nowMs(), openings, isRateLimit });
        return;
      case 'succeeded':
        this.#close(null);
        return;
      case 'failed':
        this.#open(openings + 1, result);
    }
  }

  #hold(untilMs: number, isRateLimit: boolean): void {
    const { phase } = this.#state;
    if (phase.type !== 'closed' || untilMs <= phase.heldUntilMs) return;
    this.#state.phase = { ...phase, heldUntilMs: untilMs, isRateLimit };
  }

  #open(openings: number, { retryAfterMs, isRateLimit }: Extract<CallResult, { type: 'failed' }>): void {
    const { clock, random, coolDownMs, longestCoolDownMs } = this.#options;
    const grownMs = Math.min(longestCoolDownMs, coolDownMs * 2 ** (openings - 1));
    // Up to a tenth is random, so that replicas do not probe in step.
    const waitMs = Math.max(grownMs * (1 - 0.1 * random()), retryAfterMs ?? 0);
    this.#begin({ type: 'open', untilMs: clock.nowMs() + waitMs, openings, isRateLimit });
  }

  #close(closedBy: number | null): void {
    this.#state.history = emptyHistory(this.#options.windowMs);
    this.#begin({ type: 'closed', heldUntilMs: 0, isRateLimit: false, closedBy });
  }

  #begin(phase: Phase): void {
    this.#state.era += 1;
    this.#state.phase = phase;
  }
}

const closedView: BreakerView = Object.freeze({ state: 'CLOSED', retryAtMs: null, isRateLimit: false });
const halfOpenView: BreakerView = Object.freeze({ state: 'HALF_OPEN', retryAtMs: null, isRateLimit: false });

function refused(because: RefusalReason, retryAtMs: number | null, { isRateLimit }: Phase): Entry {
  return { type: 'refused', because, retryAtMs, isRateLimit };
}
