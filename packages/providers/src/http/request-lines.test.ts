import { afterEach, expect, test } from 'vitest';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { type LocalUpstream, startLocalUpstream } from '../testing/local-upstream.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { errorFromFailure } from './error-from-document.ts';
import { openUpstream } from './open-upstream.ts';
import { requestLines } from './request-lines.ts';

let server: LocalUpstream | null = null;
afterEach(async () => server?.close());

async function read(respond: Parameters<typeof startLocalUpstream>[0], answerBytes = 1_000_000): Promise<string> {
  server = await startLocalUpstream(respond);
  const limits = { ...defaultUpstreamLimits, answerBytes };
  const settings = providerSettings({ baseUrl: server.url, limits });
  const upstream = openUpstream(settings, { baseUrl: null, headers: {} });
  const context = { providerId: 'test-provider', secrets: [], model: null, hasPrefill: false };
  const call = {
    path: '/lines',
    toError: (failure: Parameters<typeof errorFromFailure>[0]) => errorFromFailure(failure, context),
  };
  let text = '';
  for await (const lines of requestLines(upstream, call, new AbortController().signal)) {
    expect(lines.endsWith('\n') || lines === 'last').toBe(true);
    text += lines;
  }
  await upstream.close();
  return text;
}

test('yields the complete lines of a long document, and a last line without an end', async () => {
  const lines = `${Array.from({ length: 20_000 }, (_, index) => `{"row":${index},"text":"ä"}`).join('\n')}\n`;
  expect(await read((_, response) => response.end(`${lines}last`))).toBe(`${lines}last`);
});

test('keeps the beginning of a line that is too long, and the lines around it', async () => {
  const long = 'ab'.repeat(1_500);
  const text = await read((_, response) => {
    response.write('first\nab');
    setTimeout(() => response.end(`${long.slice(2)}\nthird\n${long}\nlast`), 20);
  }, 1_000);
  expect(text.split('\n')).toEqual(['first', long.slice(0, 1_000), 'third', long, 'last']);
});

test('rejects with the error of a refusal, and of a cut answer', async () => {
  await expect(read((_, response) => response.writeHead(401).end('{}'))).rejects.toMatchObject({
    kind: 'authentication',
  });
  await server?.close();
  const cut = read((_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('first\n');
    setImmediate(() => response.destroy());
  });
  await expect(cut).rejects.toMatchObject({ kind: 'stream-cut' });
});
