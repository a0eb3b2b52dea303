const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Above this length steps are days, since hours would be too thin to see and to click. Milliseconds. */
const mostHoursMs = 4 * dayMs;

export type Steps = { interval: 'HOUR' | 'DAY'; stepMs: number };

/** The steps into which a range is split for charts. */
export function stepsOf(from: Date, to: Date): Steps {
  const isShort = to.getTime() - from.getTime() <= mostHoursMs;
  return isShort ? { interval: 'HOUR', stepMs: hourMs } : { interval: 'DAY', stepMs: dayMs };
}

/** The starts of all steps of a range, in UTC as the API cuts them, ISO 8601. */
export function listSteps(from: string, to: string, stepMs: number): string[] {
  const steps: string[] = [];
  const endMs = Date.parse(to);
  for (let ms = Math.floor(Date.parse(from) / stepMs) * stepMs; ms < endMs; ms += stepMs) {
    steps.push(new Date(ms).toISOString());
  }
  return steps;
}

/** The values by step, with `none` for steps without a point: the API sends only steps with calls. */
export function fillSteps<Point extends { at: string }, Value>(
  steps: readonly string[],
  points: readonly Point[],
  value: (point: Point) => Value,
  none: Value,
): Value[] {
  const byStart = new Map(points.map((point) => [Date.parse(point.at), point]));
  return steps.map((step) => {
    const point = byStart.get(Date.parse(step));
    return point === undefined ? none : value(point);
  });
}
