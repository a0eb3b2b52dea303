import type { ToolCall } from '@penstock/providers';
import type { RunningCall } from './generation.ts';

/** The answer of a generation so far. */
type AnswerSoFar = { readonly text: string; readonly reasoning: string; readonly toolCalls: readonly ToolCall[] };

type Begun = Pick<RunningCall, 'number' | 'modelId' | 'deploymentId' | 'providerId'>;

type RunningBegun = Begun & { beganMs: number; firstTokenMs: number | null; prefillBytes: number };

/**
 * The progress of the running calls of a generation: one, or two before the first token of either. Moments are
 * milliseconds of the monotonic clock.
 */
export class CallProgress {
  readonly #answer: AnswerSoFar;
  /** By number. */
  readonly #calls = new Map<number, RunningBegun>();
  #awaitsToken = false;

  constructor(answer: AnswerSoFar) {
    this.#answer = answer;
  }

  /** A model is called. The answer so far is sent with the call. */
  begin(call: Begun, elapsedMs: number): void {
    const running = { ...call, beganMs: elapsedMs, firstTokenMs: null, prefillBytes: this.#bytesSoFar() };
    this.#calls.set(call.number, running);
    this.#awaitsToken = true;
  }

  /** The answer has started over, so none of it came before the call. */
  restart(): void {
    for (const call of this.#calls.values()) call.prefillBytes = 0;
  }

  /** A token of the call has come. A second call is over by then. */
  noteToken(elapsedMs: number): void {
    if (!this.#awaitsToken) return;
    this.#awaitsToken = false;
    for (const call of this.#calls.values()) call.firstTokenMs ??= elapsedMs;
  }

  /** The call is over. */
  end(number: number): void {
    this.#calls.delete(number);
  }

  /** The running calls; none between calls. `epochMs`: the offset from such a moment to epoch milliseconds. */
  read(elapsedMs: number, epochMs: number): readonly RunningCall[] {
    return [...this.#calls.values()].map(({ beganMs, firstTokenMs, ...call }) => ({
      ...call,
      startedAtMs: Math.round(beganMs + epochMs),
      latencyMs: Math.round(elapsedMs - beganMs),
      firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs - beganMs),
      producedBytes: Math.max(0, this.#bytesSoFar() - call.prefillBytes),
    }));
  }

  /** The size of the answer, UTF-8 bytes. */
  #bytesSoFar(): number {
    const { text, reasoning, toolCalls } = this.#answer;
    const calls = toolCalls.reduce((sum, call) => sum + Buffer.byteLength(call.arguments), 0);
    return Buffer.byteLength(text) + Buffer.byteLength(reasoning) + calls;
  }
}
