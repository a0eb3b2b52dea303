import type { CallResult } from './call-result.ts';

/** Number of stored results. It is enough for many calls at once. */
const rememberedResults = 256;

/** Number of stored start times. */
export const rememberedTimes = 20;

const slotCount = 10;

const underWay = 0;
const codes: Readonly<Record<CallResult['type'], number>> = { succeeded: 1, failed: 2, neutral: 3 };

/** `number`: the index of its time slot. -1 before the first. */
type Slot = { number: number; calls: number; failures: number };

/**
 * The results of the latest calls of a model, in the order of their starts. Calls overlap, and a failure is often known
 * sooner than a success. In the order of their ends, the first failures of many calls would look like a failure of all.
 * Plain data of a fixed size. The functions of this file change it in place.
 */
export type CallHistory = {
  /** The number of the last started call. 0 for none. */
  last: number;
  /** Result codes of the last 256 calls, by call number modulo 256. */
  results: number[];
  /** Start times of the last 20 calls, epoch milliseconds, by call number modulo 20. */
  beganAtMs: number[];
  /** The length of a slot, milliseconds: the window of `countRecent` moves in tenths. */
  slotMs: number;
  slots: Slot[];
};

/** A history without calls. `windowMs`: the period that `countRecent` counts. */
export function emptyHistory(windowMs: number): CallHistory {
  return {
    last: 0,
    results: Array.from({ length: rememberedResults }, () => underWay),
    beganAtMs: Array.from({ length: rememberedTimes }, () => 0),
    slotMs: windowMs / slotCount,
    slots: Array.from({ length: slotCount }, () => ({ number: -1, calls: 0, failures: 0 })),
  };
}

/** Records the start of a call, and returns its number, from 1. */
export function beginCall(history: CallHistory, nowMs: number): number {
  history.last += 1;
  history.results[history.last % rememberedResults] = underWay;
  history.beganAtMs[history.last % rememberedTimes] = nowMs;
  slotAt(history, nowMs).calls += 1;
  return history.last;
}

/** Records the result of a call. Returns false and changes nothing if the result is already known. */
export function endCall(history: CallHistory, call: number, result: CallResult['type'], nowMs: number): boolean {
  if (remembers(history, call)) {
    if (history.results[call % rememberedResults] !== underWay) return false;
    history.results[call % rememberedResults] = codes[result];
  }
  if (result === 'failed') slotAt(history, nowMs).failures += 1;
  return true;
}

/**
 * The number of consecutive failed calls around this call, in the order of their starts. Neutral calls do not break the
 * run.
 */
export function failuresInARow(history: CallHistory, call: number): number {
  if (!remembers(history, call)) return 0;
  let failures = 0;
  for (const step of [-1, 1]) {
    for (let other = step === 1 ? call : call - 1; remembers(history, other); other += step) {
      const code = history.results[other % rememberedResults];
      if (code === codes.failed) failures += 1;
      else if (code !== codes.neutral) break;
    }
  }
  return failures;
}

/** Whether `calls` (at most 20) began within `withinMs`, and at most half of the last `calls` have failed so far. */
export function areMostlySuccessful(history: CallHistory, calls: number, withinMs: number, nowMs: number): boolean {
  const { last, results, beganAtMs } = history;
  const first = last - calls + 1;
  if (first < 1 || nowMs - (beganAtMs[first % rememberedTimes] ?? 0) > withinMs) return false;
  let failures = 0;
  for (let call = first; call <= last; call += 1) {
    if (results[call % rememberedResults] === codes.failed) failures += 1;
  }
  return failures * 2 <= calls;
}

/** The calls that began within the window, running calls included, and the failures among them. */
export function countRecent({ slots, slotMs }: CallHistory, nowMs: number): { calls: number; failures: number } {
  const oldest = Math.floor(nowMs / slotMs) - slotCount + 1;
  const sum = { calls: 0, failures: 0 };
  for (const slot of slots) {
    if (slot.number < oldest) continue;
    sum.calls += slot.calls;
    sum.failures += slot.failures;
  }
  return sum;
}

function remembers({ last }: CallHistory, call: number): boolean {
  return call >= 1 && call <= last && call > last - rememberedResults;
}

function slotAt({ slots, slotMs }: CallHistory, nowMs: number): Slot {
  const number = Math.floor(nowMs / slotMs);
  const slot = slots[number % slotCount];
  if (slot === undefined) throw new Error(`There is no slot for ${nowMs} ms.`);
  if (slot.number !== number) Object.assign(slot, { number, calls: 0, failures: 0 });
  return slot;
}
