import type { ToolCall } from '@penstock/providers';
import type { RunningCall } from './generation.ts';

/** The answer of a generation so far. */
type AnswerSoFar = { readonly text: string; readonly reasoning: string; readonly toolCalls: readonly ToolCall[] };

type Begun = Pick<RunningCall, 'number' | 'modelId' | 'deploymentId' | 'providerId'>;

/** How far the running call of a generation has come. Moments are of the clock that is never set, milliseconds. */
export class CallProgress {
  readonly #answer: AnswerSoFar;
  /** Null between calls. */
  #call: (Begun & { beganMs: number; firstTokenMs: number | null; prefillBytes: number }) | null = null;

  constructor(answer: AnswerSoFar) {
    this.#answer = answer;
  }

  /** A model is called. The answer so far is sent along. */
  begin(call: Begun, elapsedMs: number): void {
    this.#call = { ...call, beganMs: elapsedMs, firstTokenMs: null, prefillBytes: this.#bytesSoFar() };
  }

  /** The answer has started over, so nothing of it came before the call. */
  restart(): void {
    if (this.#call !== null) this.#call.prefillBytes = 0;
  }

  /** A token of the call has come. */
  noteToken(elapsedMs: number): void {
    if (this.#call !== null) this.#call.firstTokenMs ??= elapsedMs;
  }

  /** The call is over. */
  end(): void {
    this.#call = null;
  }

  /** The call as it stands; null between calls. `epochMs`: what such a moment has to gain to be epoch milliseconds. */
  read(elapsedMs: number, epochMs: number): RunningCall | null {
    if (this.#call === null) return null;
    const { beganMs, firstTokenMs, ...call } = this.#call;
    return {
      ...call,
      startedAtMs: Math.round(beganMs + epochMs),
      latencyMs: Math.round(elapsedMs - beganMs),
      firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs - beganMs),
      producedBytes: Math.max(0, this.#bytesSoFar() - call.prefillBytes),
    };
  }

  /** Of the answer, UTF-8. */
  #bytesSoFar(): number {
    const { text, reasoning, toolCalls } = this.#answer;
    const calls = toolCalls.reduce((sum, call) => sum + Buffer.byteLength(call.arguments), 0);
    return Buffer.byteLength(text) + Buffer.byteLength(reasoning) + calls;
  }
}
