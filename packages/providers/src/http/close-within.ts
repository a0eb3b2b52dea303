/** A resource that closes after its work ends, or at once. */
export interface Closable {
  /** Resolves when all running work has ended. */
  close(): Promise<void>;
  /** Cuts all running work. */
  destroy(): Promise<void>;
}

/** Closes, and cuts the rest after `graceMs`. Default: no limit. */
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
