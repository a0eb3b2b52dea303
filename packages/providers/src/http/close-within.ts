/** What can be closed politely, and at once. */
export interface Closable {
  /** Resolves when everything under way has ended. */
  close(): Promise<void>;
  /** Cuts whatever is under way. */
  destroy(): Promise<void>;
}

/** Closes; what is not closed after `graceMs` is cut. Default: it takes as long as it takes. */
export async function closeWithin(closable: Closable, graceMs?: number): Promise<void> {
  const closed = closable.close();
  if (graceMs === undefined) return closed;
  const { promise: isLate, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), graceMs);
  try {
    if ((await Promise.race([closed, isLate])) === 'late') await closable.destroy();
  } finally {
    clearTimeout(timer);
  }
  await closed;
}
