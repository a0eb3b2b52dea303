/** SQLSTATE classes whose cause is the write itself: data, constraints, statement, program limits. */
const refusals = new Set(['22', '23', '42', '54']);

/** Whether a retry of the same write may succeed. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return false;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return !(code.length === 5 && refusals.has(code.slice(0, 2)));
}
