/** Codes of a missing or closed connection, from the system, PostgreSQL (57P01 …) and Prisma (P1001 …). */
const connectionCodes = /^(ECONN\w+|ENOENT|EPIPE|ENOTFOUND|ETIMEDOUT|57P0[123]|08\w{3}|P1001|P1002|P1008|P1017)$/;
/** Messages of the driver that have no code. */
const connectionMessages =
  /connection terminated|is not queryable|timeout exceeded when trying to connect|query read timeout|server has closed the connection/i;

/** Whether a query failed because its database could not be reached, so a retry may succeed. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let depth = 0, each = error; depth < 5 && typeof each === 'object' && each !== null; depth++) {
    const { code, message, cause, meta } = each as {
      code?: unknown;
      message?: unknown;
      cause?: unknown;
      meta?: unknown;
    };
    if (typeof code === 'string' && connectionCodes.test(code)) return true;
    if (typeof message === 'string' && connectionMessages.test(message)) return true;
    each = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
