/** Resolves or rejects as `work` does; resolves to `late` once `limitMs` have passed. */
export async function within<Value, Late>(limitMs: number, work: Promise<Value>, late: Late): Promise<Value | Late> {
  const { promise, resolve } = Promise.withResolvers<Late>();
  const timer = setTimeout(resolve, limitMs, late);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
