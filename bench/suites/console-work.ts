import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type StartedService, startService } from '../../tests/service/start-service.ts';
import { between, ThreadClock } from '../console/thread-time.ts';
import { traceTasks } from '../console/trace-tasks.ts';
import { type Figure, median, millis } from '../figures.ts';

/** Of 10 providers. */
const models = 400;
const keyMs = 30;
/** About the speed of a phone on 4G far from the gateway. */
const slow = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };

/**
 * The work of the console's pages with a policy of 400 models. Measures the CPU of the main thread while pages open,
 * answers stream, and a user types a policy. The first paint is over a slow network. Needs Chromium at `CHROMIUM_PATH`,
 * default `/usr/bin/chromium`.
 */
export async function measureConsoleWork(): Promise<readonly Figure[]> {
  const simulator = await startSimulator();
  const folder = await mkdtemp(join(tmpdir(), 'penstock-bench-console-work-'));
  await writeFile(join(folder, 'policy.yml'), policyOf(simulator));
  const environment = { PENSTOCK_HOME: join(folder, '.penstock'), PENSTOCK_POLICY: join(folder, 'policy.yml') };
  const service = await startService('all', { environment });
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await signIn(context, service);
    const page = await context.newPage();
    const origin = service.consoleUrl ?? '';
    return [
      ...(await measureFirstPaint(context, origin)),
      ...(await measureOpening(page, origin)),
      ...(await measureLanes(page, origin, { lanes: 1, tokensPerSecond: 200, aims: 'script 10 %, all 20 %' })),
      ...(await measureLanes(page, origin, { lanes: 6, tokensPerSecond: 100, aims: 'all 60 %' })),
      ...(await measureTyping(page, origin)),
    ];
  } finally {
    await browser.close();
    await service.stop();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function signIn(context: BrowserContext, { consoleUrl, key }: StartedService): Promise<void> {
  const answer = await context.request.post(`${consoleUrl}/session`, {
    data: { key },
    headers: { origin: consoleUrl ?? '' },
  });
  if (!answer.ok()) throw new Error(`The sign-in was refused: ${answer.status()}.`);
}

const laneOf = (index: number, tokensPerSecond: number): string => `provider-${index}/lane-20ms-${tokensPerSecond}tps`;

/** One line per setting, as operators write it. The simulator reads its pace from the names of the lanes' models. */
function policyOf(simulator: Simulator): string {
  const names = Array.from({ length: 10 }, (_, index) => `provider-${index}`);
  const endpoint = `dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: any`;
  const paces = [100, 200];
  const modelsOf = (index: number): string[] => [
    ...paces.flatMap((pace) => modelLines(laneOf(index, pace).split('/')[1] ?? '', pace)),
    ...Array.from({ length: models / names.length - paces.length }, (_, at) => modelLines(`model-${at}`, at)).flat(),
  ];
  return [
    'providers:',
    ...names.map((name) => `  ${name}: { ${endpoint} }`),
    'models:',
    ...names.flatMap((name, index) => [`  ${name}:`, ...modelsOf(index)]),
    'routing_rules:',
    '  default_model: provider-0/model-0',
    '',
  ].join('\n');
}

function modelLines(name: string, price: number): readonly string[] {
  return [
    `    ${name}:`,
    '      context_window: 128000',
    '      max_output_tokens: 8000',
    '      capabilities: [reasoning, code, tools, json]',
    '      quality: 0.7',
    '      price:',
    `        input_per_mtok: ${price}`,
    `        output_per_mtok: ${price}`,
  ];
}

/** A first visit, without any file in the cache. */
async function measureFirstPaint(context: BrowserContext, origin: string): Promise<readonly Figure[]> {
  const paints: number[] = [];
  for (let round = 0; round < 5; round++) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Network.emulateNetworkConditions', { offline: false, ...slow });
    await page.goto(`${origin}/generations`);
    await page.getByRole('navigation').first().waitFor();
    const [paint] = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint'));
    paints.push(paint?.startTime ?? Number.NaN);
    await page.close();
  }
  const besides = `of ${paints.length}, at most ${millis(Math.max(...paints))}`;
  return [{ name: 'first paint, 150 ms and 1.6 Mbit/s away', value: millis(median(paints)), besides }];
}

async function measureOpening(page: Page, origin: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const path of ['/models', '/playground', '/policy', '/generations']) {
    await page.goto('about:blank');
    const clock = await ThreadClock.open(page);
    await page.goto(origin + path);
    await page.getByText('Connected').first().waitFor();
    await page.waitForLoadState('networkidle');
    const { scriptMs, layoutMs, allMs } = await clock.read();
    await clock.close();
    const besides = `script ${millis(scriptMs)}, styles and layout ${millis(layoutMs)}`;
    figures.push({ name: `opens ${path}: CPU`, value: millis(allMs), besides });
  }
  return figures;
}

type Lanes = { lanes: number; tokensPerSecond: number; aims: string };

async function measureLanes(page: Page, origin: string, { lanes, tokensPerSecond, aims }: Lanes) {
  const seconds = 10;
  const asked = Array.from({ length: lanes }, (_, index) => ['model', laneOf(index, tokensPerSecond)]);
  await page.goto(`${origin}/playground?${new URLSearchParams(asked)}`);
  await page.getByRole('textbox', { name: 'Prompt' }).fill(`Write ${tokensPerSecond * (seconds + 5)} tokens`);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForTimeout(2_000);
  const clock = await ThreadClock.open(page);
  const startedMs = performance.now();
  const before = await clock.read();
  await page.waitForTimeout(seconds * 1_000);
  const { scriptMs, allMs } = between(before, await clock.read());
  const share = (ms: number): string => `${((ms / (performance.now() - startedMs)) * 100).toFixed(1)} %`;
  const name = `${lanes} ${lanes === 1 ? 'answer' : 'answers'}, ${tokensPerSecond} tokens a second: of a core`;
  const figure: Figure = { name, value: share(allMs), aim: aims, besides: `script ${share(scriptMs)}` };
  await clock.close();
  await page.getByRole('button', { name: 'New conversation' }).click();
  return [figure];
}

const typed = '\nqualty: balanced\ncapabilities: [tools, jsn]\n"# a name: with words\n'.repeat(3);

async function measureTyping(page: Page, origin: string): Promise<readonly Figure[]> {
  await page.goto(`${origin}/policy`);
  await page.locator('.cm-line').nth(20).click();
  await page.keyboard.press('End');
  await page.waitForTimeout(2_000);
  const tasks = await traceTasks(page, async () => {
    for (const character of typed) {
      await page.keyboard.press(character === '\n' ? 'Enter' : character);
      await page.waitForTimeout(keyMs);
    }
    // The checks that run after a pause.
    await page.waitForTimeout(3_000);
  });
  const all = tasks.reduce((sum, task) => sum + task, 0);
  return [
    {
      name: 'types in the policy: longest task, CPU',
      value: millis(Math.max(...tasks)),
      aim: '50 ms',
      besides: `a key ${millis(all / typed.length)}, ${typed.length} keys ${keyMs} ms apart`,
    },
  ];
}
