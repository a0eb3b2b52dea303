import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

describe.skipIf(program === null)(`the overview in a browser${absence}`, { timeout: 90_000 }, () => {
  let console: ConsoleFixture;

  beforeAll(async () => {
    console = await startConsole();
  }, startLimitMs);
  afterEach(() => console.closePages());
  afterAll(() => console?.stop());

  it('is seeded', async () => {
    const usage = await console.ask(`{ usage(input: {days: 30, groupBy: [MODEL]}) { totals { calls successRate costUsd savedUsd fallbacks p95FirstTokenMs } groups { model totals { calls failures } } } generations(first: 2) { edges { node { id status model attempts { model outcome errorCode } plan { candidates { model { id } } } text } } } budgets { name spentUsd limitUsd } }`);
    globalThis.console.log(JSON.stringify(usage, null, 1));
    const page = await console.openAs('member', '/models');
    await page.getByText('Connected').first().waitFor();
    await console.lookAtEachSize(page, 'probe');
    expect(usage).toBeTruthy();
  });
});
