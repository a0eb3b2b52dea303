import { afterEach, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { type LocalUpstream, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { createOllamaAdapter } from './create-ollama-adapter.ts';

let server: LocalUpstream | null = null;
afterEach(() => server?.close());

const request = (inputTokens: number, model = 'llama3'): ModelRequest => {
  const traits = { thinksFirst: false, sampling: true, fallbackMaxOutputTokens: 4_096, contextWindow: 131_072 };
  return modelRequest({ model, maxOutputTokens: 500, traits: { ...traits, inputTokens } });
};

it('sends short requests with the window of an earlier long request, and not with the window of a failed request', async () => {
  let isShort = false;
  const upstream = await startLocalUpstream((_, response) => {
    if (isShort) response.writeHead(500).end('{"error":"model requires more system memory"}');
    else response.end('{"model":"m","message":{"content":"Hi"},"done":true,"done_reason":"stop","eval_count":1}\n');
  });
  server = upstream;
  const adapter = createOllamaAdapter(providerSettings({ baseUrl: upstream.url }));
  const ask = (asked: ModelRequest) => collectStream(adapter.stream(asked, { signal: AbortSignal.timeout(5_000) }));
  await ask(request(20));
  await ask(request(12_000));
  await ask(request(20));
  await ask(request(20, 'other'));
  isShort = true;
  await expect(ask(request(50_000))).rejects.toMatchObject({ kind: 'overloaded' });
  isShort = false;
  await ask(request(20));
  const windows = upstream.requests.map(({ body }) => (body as { options: { num_ctx: number } }).options.num_ctx);
  expect(windows).toEqual([8_192, 16_384, 16_384, 8_192, 65_536, 16_384]);
  await adapter.close(0);
});
