import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledListVersion } from '@penstock/router';
import { findProvider, type Provider } from '@pydantic/genai-prices';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PriceUpdates } from './price-updates.ts';

const ids = ['openai', 'anthropic', 'google', 'mistral', 'x-ai', 'deepseek', 'cohere'];
const bundled = JSON.stringify(ids.map((providerId) => findProvider({ providerId })));

/** The bundled list, with another price of GPT-4o. */
function feedWith(inputUsd: number): string {
  const providers: Provider[] = JSON.parse(bundled);
  const model = providers[0]?.models.find(({ id }) => id === 'gpt-4o') ?? expect.fail();
  model.prices = { input_mtok: inputUsd, output_mtok: 12 };
  return JSON.stringify(providers);
}

let home: string;
let server: Server;
let answer: { status: number; body: string };
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'penstock-prices-'));
  server = createServer((_, response) => {
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(home, { recursive: true, force: true });
});

function updatesOf(url: string | null = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`) {
  const log = { info: vi.fn<(message: string) => void>(), warn: vi.fn<(message: string) => void>() };
  const onChange = vi.fn<() => void>();
  const nowMs = () => Date.parse('2026-11-28T12:00:00Z');
  return { log, onChange, updates: new PriceUpdates({ url, home, log, nowMs, onChange }) };
}

const stored = async () => JSON.parse(await readFile(join(home, 'prices.json'), 'utf8'));

describe('updates of prices', () => {
  it('use a valid feed, store it, and report a change once', async () => {
    const { updates, onChange } = updatesOf();
    answer = { status: 200, body: feedWith(3) };
    await updates.update();
    await updates.update();
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(await stored()).toMatchObject({ list: bundledListVersion, version: '2026-11-28' });
  });

  it.each([
    ['no JSON', { status: 200, body: '<html>' }, /not JSON/],
    ['an absurd price', { status: 200, body: feedWith(90_000) }, /gpt-4o/],
    ['an error', { status: 503, body: 'busy' }, /status 503/],
    ['too many bytes', { status: 200, body: ' '.repeat(10_000_001) }, /more than 10000000 bytes/],
  ])('keep the current prices, with one line in the log: %s', async (_, bad, reason) => {
    const { updates, log, onChange } = updatesOf();
    answer = bad;
    await updates.update();
    await updates.update();
    const lines = [...log.info.mock.calls, ...log.warn.mock.calls].flat();
    expect(lines).toEqual([expect.stringMatching(reason)]);
    expect(onChange).not.toHaveBeenCalled();
    await expect(stored()).rejects.toThrow('ENOENT');
  });

  it('begin with the stored prices, so that the same feed changes nothing', async () => {
    answer = { status: 200, body: feedWith(4) };
    await updatesOf().updates.update();
    const { updates, onChange } = updatesOf();
    await updates.restore();
    await updates.update();
    expect(onChange).not.toHaveBeenCalled();
  });

  it.each(['{', '{"list":"0.0.1","version":"2026-01-01","feed":"[]"}', 'null'])(
    'ignore a stored file of %s',
    async (text) => {
      await writeFile(join(home, 'prices.json'), text);
      const { updates, onChange } = updatesOf();
      answer = { status: 200, body: feedWith(5) };
      await updates.restore();
      await updates.update();
      expect(onChange).toHaveBeenCalledTimes(1);
    },
  );

  it('are off without an address', async () => {
    const { updates, onChange } = updatesOf(null);
    updates.start();
    await updates.update();
    await updates.close();
    expect(onChange).not.toHaveBeenCalled();
  });
});
