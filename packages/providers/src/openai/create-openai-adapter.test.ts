import { describe, expect, it } from 'vitest';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type LocalUpstream, sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { createOpenAiAdapter } from './create-openai-adapter.ts';

const opened = closeAfterEach();

async function serve(...respond: Parameters<typeof startLocalUpstream>): Promise<LocalUpstream> {
  const server = await startLocalUpstream(...respond);
  opened.push(server);
  return server;
}

const signal = new AbortController().signal;

describe('an adapter of any endpoint of the openai dialect', () => {
  it('sends its key and its headers, and reads the answer', async () => {
    const server = await serve((_, response) =>
      sendEvents(response, [{ id: 'r', choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] }, '[DONE]']),
    );
    const adapter = createOpenAiAdapter(
      providerSettings({ baseUrl: `${server.url}/v1`, headers: { 'X-Team': 'blue' } }),
    );
    opened.unshift(adapter);
    expect((await collectStream(adapter.stream(modelRequest(), { signal }))).text).toBe('Hi');
    expect(adapter.providerId).toBe('test-provider');
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer test-key-1234', 'x-team': 'blue', 'content-type': 'application/json' },
    });
  });

  it('lists models, and recognises a bad key', async () => {
    const server = await serve((request, response) => {
      const isKnown = request.headers.authorization === 'Bearer test-key-1234';
      response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isKnown ? { data: [{ id: 'a' }, {}, { id: 'b' }] } : { error: { message: 'no' } }));
    });
    const good = createOpenAiAdapter(providerSettings({ baseUrl: server.url }));
    const bad = createOpenAiAdapter(providerSettings({ baseUrl: server.url, apiKey: null }));
    opened.unshift(good, bad);
    expect(await good.listModels({ signal })).toEqual(['a', 'b']);
    await expect(bad.listModels({ signal })).rejects.toMatchObject({ kind: 'authentication', status: 401 });
  });

  it('refuses settings that cannot work', () => {
    expect(() => createOpenAiAdapter(providerSettings())).toThrow("Provider 'test-provider' has no base address");
    const extra = { prefill: 'sometimes' };
    expect(() => createOpenAiAdapter(providerSettings({ baseUrl: 'http://localhost', extra }))).toThrow(
      "extra.prefill of provider 'test-provider' is 'sometimes'",
    );
  });
});
