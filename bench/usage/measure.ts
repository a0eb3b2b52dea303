/** A duration, milliseconds: the median, the minimum, and the 95th percentile. */
export type Duration = { medianMs: number; leastMs: number; p95Ms: number };

/** Runs once to warm up, then `times` times. */
export async function measure(act: () => Promise<unknown>, times = 20): Promise<Duration> {
  await act();
  const durations: number[] = [];
  for (let time = 0; time < times; time++) {
    const startedMs = performance.now();
    await act();
    durations.push(performance.now() - startedMs);
  }
  durations.sort((left, right) => left - right);
  const at = (share: number): number => durations[Math.min(times - 1, Math.floor(times * share))] ?? Number.NaN;
  return { medianMs: at(0.5), leastMs: at(0), p95Ms: at(0.95) };
}
