import type { CDPSession, Page } from 'playwright-core';

/** CPU time of a page's main thread, milliseconds: script, styles and layout, and the total. */
export type ThreadTime = { scriptMs: number; layoutMs: number; allMs: number };

/** Reads the CPU time of a page's main thread. Other load of the machine hardly changes it. */
export class ThreadClock {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async open(page: Page): Promise<ThreadClock> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new ThreadClock(session);
  }

  /** The time since the page opened. */
  async read(): Promise<ThreadTime> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const millisOf = (name: string): number =>
      (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1_000;
    return {
      scriptMs: millisOf('ScriptDuration'),
      layoutMs: millisOf('LayoutDuration') + millisOf('RecalcStyleDuration'),
      allMs: millisOf('TaskDuration'),
    };
  }

  async close(): Promise<void> {
    await this.#session.detach();
  }
}

/** The time between two readings. */
export function between(before: ThreadTime, after: ThreadTime): ThreadTime {
  return {
    scriptMs: after.scriptMs - before.scriptMs,
    layoutMs: after.layoutMs - before.layoutMs,
    allMs: after.allMs - before.allMs,
  };
}
