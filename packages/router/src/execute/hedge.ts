import type { Batch } from './attempt-reader.ts';
import { type Call, type Skip, started, type Turn } from './begin-attempt.ts';
import { nextUntried } from './choose-candidate.ts';
import type { Hedging } from './execute-options.ts';
import { type ExecutionCalls, endOf } from './execution-calls.ts';
import type { ExecutionEvent } from './execution-event.ts';
import { type Entrant, isLate, leaderFirst, type Race } from './race.ts';
import { nothingFollows } from './run-attempt.ts';

/** Makes a second call beside a late call, at most once in an execution. */
export class Hedge {
  readonly #calls: ExecutionCalls;
  readonly #hedging: Hedging;
  readonly #onReading: (call: Call) => void;
  #hasHedged = false;

  /** `onReading`: called when the caller can read directly from this call. */
  constructor(calls: ExecutionCalls, hedging: Hedging, onReading: (call: Call) => void) {
    this.#calls = calls;
    this.#hedging = hedging;
    this.#onReading = onReading;
    hedging.throttle.earn();
  }

  /** The time at which a call counts as late. Null if it gets no second call. */
  delayMs(call: Call): number | null {
    if (this.#hasHedged || call.turn.start !== 'afresh') return null;
    return this.#indexBeside(call) === null ? null : this.#hedging.afterMs(call.modelId);
  }

  /** Reads a call until it answers. Starts a second call beside it when it is late. Returns the call that continues. */
  async *read(first: Call, afterMs: number): AsyncGenerator<Batch, Call> {
    const calls = this.#calls;
    const early = { call: first, pulled: firstRead(first) };
    const second = (await isLate(early, afterMs, calls.services.clock)) ? await this.#beginBeside(early) : null;
    if (second?.type === 'skipped') yield [this.#skipBeside(second, first.modelId)];
    if (second?.type !== 'called') return yield* this.#goOn(early);
    calls.race = { first, second, afterMs };
    const late = { call: second, pulled: firstRead(second) };
    yield [hedged(calls.race), ...started(second)];
    const [leader, rest] = await leaderFirst(early, late);
    if (leader.call.attempt.end?.type === 'failed' && rest.call.attempt.end?.type !== 'outrun') {
      calls.race = null;
      yield [this.#endBeside(leader.call, rest.call.modelId)];
      return yield* this.#goOn(rest);
    }
    await rest.pulled;
    yield [this.#endBeside(rest.call, leader.call.modelId)];
    calls.race = null;
    return yield* this.#goOn(leader);
  }

  /** The candidate for a second call: another deployment of its model, or the next model. Null for none. */
  #indexBeside({ turn, deployment }: Call): number | null {
    const { tries, services } = this.#calls;
    if (tries.hasOtherDeployment(turn.index, deployment)) return turn.index;
    const index = nextUntried(tries.states)?.index ?? null;
    if (index === null) return null;
    const { state, retryAtMs } = services.breakers.read(tries.candidate(index).modelId);
    return state === 'CLOSED' && retryAtMs === null ? index : null;
  }

  /** Null if no call may be made, or the first call has continued meanwhile. */
  async #beginBeside({ call, pulled }: Entrant): Promise<Call | Skip | null> {
    const calls = this.#calls;
    const index = this.#indexBeside(call);
    this.#hasHedged = true;
    if (index === null) return null;
    const turn: Turn = { index, start: 'afresh', number: calls.lastNumber + 1, isHidden: false };
    const beginning = calls.begin(turn, call);
    const begun = await Promise.race([beginning, pulled.then(() => null)]);
    if (begun === null) {
      // The budget or the breaker may answer later.
      beginning.then(this.#withdraw, ignore);
      return null;
    }
    const isNeeded = call.attempt.end === null && call.attempt.firstTokenMs === null;
    const isOther =
      begun.type === 'skipped' || begun.modelId !== call.modelId || begun.deployment.id !== call.deployment.id;
    if (!isNeeded || !isOther) {
      this.#withdraw(begun);
      return null;
    }
    if (begun.type === 'called') calls.take(begun);
    else calls.lastNumber = turn.number;
    return begun;
  }

  readonly #withdraw = (begun: Call | Skip): void => {
    this.#calls.discard(begun);
    this.#calls.options.withdraw?.();
  };

  /** A call that may not be made beside another. Its model stays available, because it may be affordable alone. */
  #skipBeside({ record }: Skip, besideModelId: string): ExecutionEvent {
    this.#calls.failed.push(record);
    return { type: 'attempt-failed', attempt: record, nextModelId: besideModelId };
  }

  /** Hands a call over to the caller, which reads directly from it after its first read. */
  async *#goOn({ call, pulled }: Entrant): AsyncGenerator<Batch, Call> {
    const { value } = await pulled;
    if (value.length === 0) return call;
    this.#onReading(call);
    yield value;
    return call;
  }

  /** Concludes one of two calls. The other continues. */
  #endBeside(call: Call, besideModelId: string): ExecutionEvent {
    const attempt = this.#calls.close(call);
    const end = endOf(call);
    this.#calls.failed.push(attempt);
    if (end.type !== 'failed') return { type: 'attempt-ended', attempt, besideModelId };
    this.#calls.noteFailure(call, end.failure);
    return { type: 'attempt-failed', attempt, nextModelId: besideModelId };
  }
}

function firstRead({ attempt }: Call): Entrant['pulled'] {
  return new Promise((resolve, reject) => attempt.pull(nothingFollows, resolve, reject));
}

function hedged({ first, second, afterMs }: Race): ExecutionEvent {
  return {
    type: 'hedged',
    number: first.turn.number,
    modelId: first.modelId,
    afterMs,
    besideNumber: second.turn.number,
    besideModelId: second.modelId,
  };
}

function ignore(): void {}
