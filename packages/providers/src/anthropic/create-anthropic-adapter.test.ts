import { expect, it } from 'vitest';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { createAnthropicAdapter } from './create-anthropic-adapter.ts';

const opened = closeAfterEach();

const signal = new AbortController().signal;

it('sends its key and version, reads the answer and lists models', async () => {
  const server = await startLocalUpstream((request, response) => {
    if (request.method === 'GET') response.end(JSON.stringify({ data: [{ id: 'claude-a' }], has_more: false }));
    else {
      sendEvents(response, [
        { type: 'message_start', message: { id: 'm', model: 'claude-a', usage: { input_tokens: 1 } } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
        { type: 'message_stop' },
      ]);
    }
  });
  const adapter = createAnthropicAdapter(providerSettings({ baseUrl: `${server.url}/v1` }));
  opened.push(adapter, server);
  expect((await collectStream(adapter.stream(modelRequest(), { signal }))).text).toBe('Hi');
  expect(await adapter.listModels({ signal })).toEqual(['claude-a']);
  expect(server.requests).toMatchObject([
    { path: '/v1/messages', headers: { 'x-api-key': 'test-key-1234', 'anthropic-version': '2023-06-01' } },
    { path: '/v1/models?limit=1000' },
  ]);
});

it('refuses settings without an address', () => {
  expect(() => createAnthropicAdapter(providerSettings())).toThrow('has no base address');
});
