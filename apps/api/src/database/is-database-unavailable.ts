/** Codes of a connection that is not there or was ended, from the system, PostgreSQL (57P01 …) and Prisma (P1001 …). */
const awayCodes = /^(ECONN\w+|ENOENT|EPIPE|ENOTFOUND|ETIMEDOUT|57P0[123]|08\w{3}|P1001|P1002|P1008|P1017)$/;
/** What the driver says without a code. */
const awayMessages =
  /connection terminated|is not queryable|timeout exceeded when trying to connect|query read timeout|server has closed the connection/i;

/** Whether a query failed because its database could not be reached, and may succeed a moment later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let depth = 0, each = error; depth < 5 && typeof each === 'object' && each !== null; depth++) {
    const { code, message, cause, meta } = each as {
      code?: unknown;
      message?: unknown;
      cause?: unknown;
      meta?: unknown;
    };
    if (typeof code === 'string' && awayCodes.test(code)) return true;
    if (typeof message === 'string' && awayMessages.test(message)) return true;
    each = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
