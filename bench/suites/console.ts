import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { startService } from '../../tests/service/start-service.ts';
import { between, ThreadClock } from '../console/thread-time.ts';
import { type Figure, median, millis } from '../figures.ts';
import { openPersistentEmbeddedStore } from '../usage/filled-database.ts';

const records = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const scrollMs = 5_000;

/**
 * The page of generations over a million of them in the embedded database. Measures the time until the first rows
 * are shown, and the frames while it scrolls. The records stay in BENCH_EMBEDDED, by default in the folder for temporary files. Needs
 * Chromium at `CHROMIUM_PATH`, default `/usr/bin/chromium`.
 */
export async function measureConsole(): Promise<readonly Figure[]> {
  const store = openPersistentEmbeddedStore(process.env.BENCH_EMBEDDED ?? join(tmpdir(), 'penstock-bench-console'));
  const { environment } = await store.add(records);
  const service = await startService('all', { environment: { PENSTOCK_HOME: environment.BENCH_HOME ?? '' } });
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(service.signInLink ?? '');
    await page.getByRole('navigation').first().waitFor();
    const opened = new Map<string, number[]>();
    const addresses = {
      'opens: the newest': '/generations?range=90d',
      'opens: failures of a model': '/generations?range=90d&status=FAILED,CANCELLED',
      'opens: two models, slower than 5 s':
        '/generations?range=90d&model=provider-9/model-39,provider-0/model-0&minSeconds=5',
    };
    for (let round = 0; round < 5; round++) {
      for (const [name, path] of Object.entries(addresses)) {
        const startedMs = performance.now();
        await page.goto(service.consoleUrl + path, { waitUntil: 'commit' });
        await page.locator('[role=row][data-id]').first().waitFor();
        opened.set(name, [...(opened.get(name) ?? []), performance.now() - startedMs]);
        // The counts beside the rows.
        await page.waitForLoadState('networkidle');
      }
    }
    await page.goto(`${service.consoleUrl}/generations?range=90d`);
    await page.locator('[role=row][data-id]').first().waitFor();
    await page.waitForTimeout(1_000);
    const { gaps, rows, scriptMs, layoutMs } = await measureScroll(page);
    const sorted = gaps.toSorted((left, right) => left - right);
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    return [
      ...[...opened].map(([name, durations]) => ({
        name,
        value: millis(median(durations)),
        aim: '1500 ms',
        besides: `at most ${millis(Math.max(...durations))}`,
      })),
      {
        name: 'scrolls: a frame, median',
        value: millis(at(0.5)),
        besides: `p99 ${millis(at(0.99))}, longest ${millis(at(1))}`,
      },
      {
        name: 'scrolls: script a frame, mean',
        value: millis(scriptMs / gaps.length),
        besides: `styles and layout ${millis(layoutMs / gaps.length)}`,
      },
      { name: 'scrolls: rows passed in 5 s', value: String(rows) },
    ];
  } finally {
    await browser.close();
    await service.stop();
  }
}

/** `scroll`, with the CPU time of the page's main thread over all frames. */
async function measureScroll(page: Page) {
  const clock = await ThreadClock.open(page);
  const before = await clock.read();
  const scrolled = await scroll(page);
  const spent = between(before, await clock.read());
  await clock.close();
  return { ...scrolled, ...spent };
}

/** Scrolls by three rows per frame, and returns the milliseconds between frames. */
function scroll(page: Page): Promise<{ gaps: number[]; rows: number }> {
  return page.getByRole('grid').evaluate(async (frame, forMs) => {
    const gaps: number[] = [];
    const endMs = performance.now() + forMs;
    let lastMs = performance.now();
    while (lastMs < endMs) {
      const nowMs = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      gaps.push(nowMs - lastMs);
      lastMs = nowMs;
      frame.scrollBy({ top: 114 });
    }
    return { gaps, rows: Math.round(frame.scrollTop / 38) };
  }, scrollMs);
}
