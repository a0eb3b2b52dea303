import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes for 256 ids. Drawing 16 for each id takes as long as planning the request (`bench -- generate`). */
const pool = Buffer.alloc(256 * 16);
let at = pool.length;
let lastMs = 0;
let sequence = 0;

/**
 * A new id: UUID version 7 (RFC 9562). Each id of this process is greater than the earlier ones, also within one
 * millisecond and when the clock is set back. `nowMs`: epoch milliseconds.
 */
export function newId(nowMs: number): string {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const random = pool.subarray(at, at + 16);
  at += 16;
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // One bit is left free, so that counting up cannot overflow.
    sequence = random.readUInt32BE(6) >>> 1;
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
}
