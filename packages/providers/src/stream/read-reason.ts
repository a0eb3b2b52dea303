import { readText } from '../json/read-json-value.ts';

/** Words with which servers fill in a finish reason before there is one. */
const noReason: ReadonlySet<string> = new Set(['null', 'none', 'FINISH_REASON_UNSPECIFIED']);

/** A finish reason as it came; null for none, in any of the forms in which servers write that. */
export function readReason(value: unknown): string | null {
  const reason = readText(value);
  return reason === null || noReason.has(reason) ? null : reason;
}
