/** PostgreSQL's codes for a character that it cannot store, such as U+0000. */
const codes = /^(22021|22P05)$/;
/** The driver's message, for errors of a layer that omits the code. */
const messages = /invalid byte sequence for encoding|unsupported Unicode escape sequence/i;

/** Whether a query failed because a text in it has a character that PostgreSQL cannot store or search for. */
export function isUnstorableText(error: unknown): boolean {
  for (let depth = 0, each = error; depth < 5 && typeof each === 'object' && each !== null; depth++) {
    const { code, originalCode, message, cause, meta } = each as Partial<Record<string, unknown>>;
    if ([code, originalCode].some((one) => typeof one === 'string' && codes.test(one))) return true;
    if (typeof message === 'string' && messages.test(message)) return true;
    each = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
