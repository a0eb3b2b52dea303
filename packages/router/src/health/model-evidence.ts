import type { AttemptRecord } from '../attempt.ts';
import { type AttemptEvidence, speedOf } from './attempt-evidence.ts';
import { EvidenceWindow, type Figures, noFigures } from './evidence-window.ts';
import type { Trouble } from './judge-health.ts';

/** Minimum age of a new reading, milliseconds. Reading a window costs microseconds, and plans read all models. */
const figuresKeptMs = 250;

/** The evidence of one model. */
export class ModelEvidence {
  /** The provider of the last evidence. Null before any. */
  providerId: string | null = null;
  lastSuccessMs: number | null = null;
  lastFailure: Trouble | null = null;
  missing: Trouble | null = null;
  unlisted: Trouble | null = null;
  checkedAtMs: number | null = null;
  /** Grows with every change. */
  version = 0;
  #window: EvidenceWindow | null = null;
  #figures: Figures = noFigures;
  #figuresAtMs = 0;
  #figuresVersion = 0;

  attemptEnded(evidence: AttemptEvidence, attempt: AttemptRecord, nowMs: number): void {
    if (evidence === 'none') return;
    this.providerId = attempt.providerId;
    this.checkedAtMs = nowMs;
    this.version += 1;
    this.#window ??= new EvidenceWindow();
    if (evidence === 'success') {
      this.lastSuccessMs = nowMs;
      this.missing = null;
      this.unlisted = null;
      this.#window.succeeded(nowMs, attempt.latencyMs, attempt.firstTokenMs, speedOf(attempt));
      return;
    }
    if (evidence === 'late') {
      this.#window.waited(nowMs, attempt.latencyMs);
      return;
    }
    this.#window.failed(nowMs);
    this.lastFailure = { message: attempt.errorMessage ?? 'no reason given', atMs: nowMs };
    if (evidence === 'catalog') this.missing = this.lastFailure;
  }

  /** A local provider sent its list of models. */
  listed(isListed: boolean, providerId: string, nowMs: number): void {
    this.providerId = providerId;
    this.checkedAtMs = nowMs;
    this.version += 1;
    if (isListed) this.lastSuccessMs = nowMs;
    if (isListed) this.missing = null;
    this.unlisted = isListed
      ? null
      : { message: `${providerId} does not list this model: check its upstream_name in the policy`, atMs: nowMs };
  }

  figures(nowMs: number): Figures {
    if (this.#window === null) return noFigures;
    const isFirst = this.#figures === noFigures;
    const isStale = this.#figuresVersion !== this.version ? figuresKeptMs : 20 * figuresKeptMs;
    if (isFirst || nowMs - this.#figuresAtMs >= isStale) {
      this.#figures = this.#window.figures(nowMs);
      this.#figuresAtMs = nowMs;
      this.#figuresVersion = this.version;
    }
    return this.#figures;
  }
}
