import type { CDPSession, Page } from 'playwright-core';

/** An event of Chromium's trace; times in microseconds, `tdur` of CPU. */
type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } };

/** Runs `work` and returns the CPU time of each task of the page's main thread during it, milliseconds. */
export async function traceTasks(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    categories: 'disabled-by-default-devtools.timeline',
  });
  try {
    await work();
  } finally {
    await end(session);
  }
  return tasksOf(events);
}

async function end(session: CDPSession): Promise<void> {
  const ended = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await ended;
  await session.detach();
}

/** The tasks of the busiest page, because the browser may keep an empty page ready. */
function tasksOf(events: readonly TraceEvent[]): readonly number[] {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  const mains = new Map<string, number[]>();
  for (const event of events) {
    if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') mains.set(threadOf(event), []);
  }
  for (const event of events) {
    if (event.name === 'RunTask' && event.tdur !== undefined) mains.get(threadOf(event))?.push(event.tdur / 1_000);
  }
  const sum = (tasks: readonly number[]): number => tasks.reduce((total, task) => total + task, 0);
  return [...mains.values()].toSorted((left, right) => sum(right) - sum(left))[0] ?? [];
}
