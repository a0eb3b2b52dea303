import { expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { toolMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { createGoogleAdapter } from './create-google-adapter.ts';
import { modelPath } from './google-protocol.ts';

const opened = closeAfterEach();

const signal = new AbortController().signal;

it('sends its key, and sends a signature back with its call', async () => {
  const call = { functionCall: { name: 'look', args: {} }, thoughtSignature: 'signed' };
  const server = await startLocalUpstream((_, response) =>
    sendEvents(response, [{ candidates: [{ content: { parts: [call] }, finishReason: 'STOP' }] }]),
  );
  const adapter = createGoogleAdapter(providerSettings({ baseUrl: `${server.url}/v1beta` }));
  opened.push(adapter, server);
  const { parts, toolCalls } = await collectStream(adapter.stream(modelRequest({ model: 'gemini-3-pro' }), { signal }));
  const messages: ModelRequest['messages'] = [
    ...modelRequest().messages,
    { role: 'assistant', parts },
    toolMessage(toolCalls[0]?.id ?? '', 'look', 'x'),
  ];
  await collectStream(adapter.stream(modelRequest({ model: 'gemini-3-pro', messages }), { signal }));
  expect(server.requests[0]).toMatchObject({
    path: '/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse',
    headers: { 'x-goog-api-key': 'test-key-1234' },
  });
  expect(server.requests[1]?.body).toMatchObject({ contents: [{}, { parts: [call] }, {}] });
});

it('writes the path of a model', () => {
  expect(modelPath('gemini-2.5-pro')).toBe('models/gemini-2.5-pro');
  expect(modelPath('tunedModels/my model')).toBe('tunedModels/my%20model');
});
