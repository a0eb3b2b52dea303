import type { ProviderErrorKind } from '@penstock/providers';
import { failureKinds } from '../failure-kinds.ts';
import type { AttemptEvidence } from './attempt-evidence.ts';
import type { Trouble } from './judge-health.ts';
import type { ProbeResult, ProviderHealth } from './provider-health.ts';

/**
 * For this time after an answer, a refused account counts as an exception, until another refusal comes `burstMs` later.
 */
const wellForMs = 60_000;

/** Some of many parallel calls may be refused before the first of the others is answered. */
const burstMs = 1_000;

/** Maximum stored names of a list. */
const mostNames = 1_000;

/** The failures of a probe without any answer. */
const isSilence: ReadonlySet<ProviderErrorKind> = new Set(['connection', 'timeout']);

/** The evidence of one provider. */
export class ProviderEvidence {
  readonly #providerId: string;
  readonly #hint: () => string | null;
  #misconfigured: Trouble | null = null;
  #unreachable: Trouble | null = null;
  #isInDoubt = false;
  /** The first refusal of its account since its last answer. Null for none. */
  #refusedSinceMs: number | null = null;
  #lastAnswerMs: number | null = null;
  #checkedAtMs: number | null = null;
  #probeLatencyMs: number | null = null;
  #modelNames: readonly string[] = [];

  /** `hint`: the operator's action, as `set OPENAI_API_KEY`; null to use the provider's message. */
  constructor(providerId: string, hint: () => string | null) {
    this.#providerId = providerId;
    this.#hint = hint;
  }

  get misconfigured(): Trouble | null {
    return this.#misconfigured;
  }

  get unreachable(): Trouble | null {
    return this.#unreachable;
  }

  /** The names of its last list. Empty if it has no list, or too many names. */
  get modelNames(): readonly string[] {
    return this.#modelNames;
  }

  get isTroubled(): boolean {
    return this.#misconfigured !== null || this.#unreachable !== null;
  }

  /** Whether its last traffic failed and no success followed. */
  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  /** Call it at the end of an attempt. `message`: the provider's message of a failure. */
  attemptEnded(evidence: AttemptEvidence, message: string, nowMs: number): void {
    if (evidence === 'none' || evidence === 'late') return;
    this.#checkedAtMs = nowMs;
    this.#isInDoubt = evidence === 'model' || evidence === 'account';
    if (evidence === 'success') this.answerBegan(nowMs);
    if (evidence === 'account') this.#refused(message, nowMs);
  }

  /** Records that the provider accepts the account. */
  answerBegan(nowMs: number): void {
    this.#isWell();
    this.#refusedSinceMs = null;
    this.#lastAnswerMs = nowMs;
  }

  #refused(message: string, nowMs: number): void {
    this.#refusedSinceMs ??= nowMs;
    const wasWell = this.#lastAnswerMs !== null && nowMs - this.#lastAnswerMs <= wellForMs;
    if (wasWell && nowMs - this.#refusedSinceMs < burstMs) return;
    this.#misconfigured = { message: this.#explain(message), atMs: nowMs };
  }

  probeEnded(probe: ProbeResult): void {
    this.#checkedAtMs = probe.checkedAtMs;
    this.#probeLatencyMs = probe.latencyMs;
    if (probe.isBusy) {
      this.#unreachable = null;
      this.#isInDoubt = true;
      return;
    }
    if (probe.isReachable) {
      if (probe.errorKind === null) this.#modelNames = probe.modelNames.length > mostNames ? [] : probe.modelNames;
      this.#isInDoubt = false;
      this.#isWell();
      return;
    }
    const message = probe.errorMessage ?? 'it did not answer';
    const trouble = { message, atMs: probe.checkedAtMs };
    if (probe.errorKind === null || isSilence.has(probe.errorKind)) {
      this.#unreachable = { ...trouble, message: `${this.#providerId} does not answer: ${message}` };
      return;
    }
    // The provider answered, but without a list of models: only a call shows whether it serves them.
    this.#unreachable = null;
    if (!probe.isLocal && failureKinds[probe.errorKind].countsAgainst === 'account') {
      this.#misconfigured = { ...trouble, message: this.#explain(message) };
    } else this.#isInDoubt = true;
  }

  read(): ProviderHealth {
    const trouble = this.#misconfigured ?? this.#unreachable;
    const isUnheard = this.#checkedAtMs === null;
    const doubt = this.#isInDoubt ? 'its last call failed' : null;
    const isUnknown = isUnheard || this.#isInDoubt;
    return {
      providerId: this.#providerId,
      status: trouble !== null ? 'UNAVAILABLE' : isUnknown ? 'UNKNOWN' : 'AVAILABLE',
      isMisconfigured: this.#misconfigured !== null,
      reason: trouble?.message ?? (isUnheard ? 'there is no data yet' : doubt),
      checkedAtMs: this.#checkedAtMs,
      probeLatencyMs: this.#probeLatencyMs,
    };
  }

  #isWell(): void {
    this.#misconfigured = null;
    this.#unreachable = null;
  }

  #explain(message: string): string {
    const hint = this.#hint();
    return hint === null ? message : `${message.replace(/\.$/, '')}: ${hint}`;
  }
}
