import { readText } from '../json/read-json-value.ts';

/** Placeholders of servers for a finish reason that is not known yet. */
const noReason: ReadonlySet<string> = new Set(['null', 'none', 'FINISH_REASON_UNSPECIFIED']);

/** A finish reason, unchanged. Null for none, in any form of any server. */
export function readReason(value: unknown): string | null {
  const reason = readText(value);
  return reason === null || noReason.has(reason) ? null : reason;
}
