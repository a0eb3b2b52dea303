import { Histogram } from './histogram.ts';

/** The period of the figures. */
export const windowMs = 5 * 60_000;

/** With fewer values, the 95th percentile would be the largest value. */
const fewestForP95 = 20;

const slotCount = 10;
const slotMs = windowMs / slotCount;

/** The figures of the window. Null without evidence of that kind. */
export type Figures = {
  /** Calls with a result that counts for the model. */
  calls: number;
  failures: number;
  /** 0–1. */
  successRate: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  /** Median, milliseconds. */
  firstTokenMs: number | null;
  /** 95th percentile, milliseconds. Null for fewer than 20 first tokens. */
  p95FirstTokenMs: number | null;
  /** Median tokens per second after the first token. */
  tokensPerSecond: number | null;
};

/** The figures of a model without traffic. */
export const noFigures: Figures = Object.freeze({
  calls: 0,
  failures: 0,
  successRate: null,
  p50LatencyMs: null,
  p95LatencyMs: null,
  firstTokenMs: null,
  p95FirstTokenMs: null,
  tokensPerSecond: null,
});

class Slot {
  number = -1;
  calls = 0;
  failures = 0;
  readonly latency = new Histogram();
  readonly firstToken = new Histogram();
  readonly speed = new Histogram();

  begin(number: number): void {
    this.number = number;
    this.calls = 0;
    this.failures = 0;
    this.latency.clear();
    this.firstToken.clear();
    this.speed.clear();
  }
}

/** The calls of one model within the last five minutes, in slots of 30 seconds: about 15 kB at any traffic. */
export class EvidenceWindow {
  readonly #slots: readonly Slot[] = Array.from({ length: slotCount }, () => new Slot());

  failed(nowMs: number): void {
    const slot = this.#slotAt(nowMs);
    slot.calls += 1;
    slot.failures += 1;
  }

  /** Null for an unmeasured value. */
  succeeded(nowMs: number, latencyMs: number, firstTokenMs: number | null, tokensPerSecond: number | null): void {
    const slot = this.#slotAt(nowMs);
    slot.calls += 1;
    slot.latency.add(latencyMs);
    if (firstTokenMs !== null) slot.firstToken.add(firstTokenMs);
    if (tokensPerSecond !== null) slot.speed.add(tokensPerSecond);
  }

  /** Records a call whose first token would have taken at least `waitedMs`. It has no result. */
  waited(nowMs: number, waitedMs: number): void {
    this.#slotAt(nowMs).firstToken.add(waitedMs);
  }

  figures(nowMs: number): Figures {
    const oldest = Math.floor(nowMs / slotMs) - slotCount + 1;
    const sum = new Slot();
    for (const slot of this.#slots) {
      if (slot.number < oldest) continue;
      sum.calls += slot.calls;
      sum.failures += slot.failures;
      sum.latency.addAll(slot.latency);
      sum.firstToken.addAll(slot.firstToken);
      sum.speed.addAll(slot.speed);
    }
    if (sum.calls === 0 && sum.firstToken.count === 0) return noFigures;
    return {
      calls: sum.calls,
      failures: sum.failures,
      successRate: sum.calls === 0 ? null : 1 - sum.failures / sum.calls,
      p50LatencyMs: rounded(sum.latency.percentile(0.5)),
      p95LatencyMs: rounded(sum.latency.percentile(0.95)),
      firstTokenMs: rounded(sum.firstToken.percentile(0.5)),
      p95FirstTokenMs: sum.firstToken.count < fewestForP95 ? null : rounded(sum.firstToken.percentile(0.95)),
      tokensPerSecond: rounded(sum.speed.percentile(0.5)),
    };
  }

  #slotAt(nowMs: number): Slot {
    const number = Math.floor(nowMs / slotMs);
    const slot = this.#slots[number % slotCount];
    if (slot === undefined) throw new Error(`There is no slot for ${nowMs} ms.`);
    if (slot.number !== number) slot.begin(number);
    return slot;
  }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
