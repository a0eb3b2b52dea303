type Usage = {
  to: string;
  series: readonly { at: string; totals: { calls: number; failures: number } }[];
};

/** A bar of the chart. `at`: start of its day. */
export type DayBar = { at: string; succeeded: number; failed: number };

export const dayMs = 86_400_000;

/** One bar for each of the last seven days (UTC) of a report. The report's series omits days without calls. */
export function fillDays({ to, series }: Usage): DayBar[] {
  const byDay = new Map(series.map(({ at, totals }) => [at.slice(0, 10), totals]));
  // `to` is exclusive: a report that ends at midnight ends with the day before.
  const lastMs = Date.parse(to) - 1;
  return Array.from({ length: 7 }, (_, index) => {
    const day = new Date(lastMs - (6 - index) * dayMs).toISOString().slice(0, 10);
    const { calls, failures } = byDay.get(day) ?? { calls: 0, failures: 0 };
    return { at: `${day}T00:00:00.000Z`, succeeded: calls - failures, failed: failures };
  });
}
