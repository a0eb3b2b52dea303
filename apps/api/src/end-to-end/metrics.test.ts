import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../testing/start-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ metricsKey: 'scrape-key' });
}, 60_000);
afterAll(() => app.close());

async function scrape(): Promise<readonly string[]> {
  const response = await fetch(`${app.url}/metrics`, { headers: { authorization: 'Bearer scrape-key' } });
  expect(response.status).toBe(200);
  return (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function chat(model: string, headers: Record<string, string> = {}) {
  return fetch(`${app.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: app.authorization, ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'secret prompt' }], max_tokens: 8, user: 'ada' }),
  });
}

const seriesOf = (lines: readonly string[]) => lines.map((line) => line.slice(0, line.lastIndexOf(' '))).toSorted();

test('a call is counted when it ends, and its labels contain no id and no text of the caller', async () => {
  const answer = await chat('sandbox/sandbox-mini', { 'x-request-id': 'my-request-7', 'x-penstock-session': 'talk-3' });
  expect(answer.status).toBe(200);
  const { id } = (await answer.json()) as { id: string };
  await expect.poll(scrape).toContain('penstock_generations_total{status="completed",code="none"} 1');
  const lines = await scrape();
  const of = 'provider="sandbox",model="sandbox/sandbox-mini"';
  expect(lines).toContain('penstock_requests_total{endpoint="/v1/chat/completions",status="200"} 1');
  expect(lines).toContain(`penstock_attempts_total{${of},outcome="succeeded"} 1`);
  expect(lines).toContain('penstock_breaker_state{model="sandbox/sandbox-mini"} 0');
  expect(lines).toContain('penstock_open_streams 0');
  expect(lines.some((line) => line.startsWith(`penstock_tokens_total{${of},bucket="output"}`))).toBe(true);
  expect(lines.some((line) => line.startsWith('penstock_ledger_flush_seconds_count'))).toBe(true);
  const text = lines.join('\n');
  const generationId = answer.headers.get('x-penstock-generation-id') ?? id;
  for (const word of ['my-request-7', 'talk-3', 'ada"', 'secret', generationId]) expect(text).not.toContain(word);
});

test('unknown models, paths and methods create no new series', async () => {
  await chat('nothing/of-this-name');
  await fetch(`${app.url}/first/unknown`);
  await expect.poll(scrape).toContain('penstock_requests_total{endpoint="/*",status="404"} 1');
  const before = seriesOf(await scrape());
  for (const name of ['a', 'b', 'c']) {
    await chat(`nothing/${name}`);
    await fetch(`${app.url}/unknown/${name}`);
  }
  await expect.poll(scrape).toContain('penstock_requests_total{endpoint="/*",status="404"} 4');
  expect(seriesOf(await scrape())).toEqual(before);
});
