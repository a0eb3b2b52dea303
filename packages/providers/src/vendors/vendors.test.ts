import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { createVendorAdapter } from '../create-adapter.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type ArrivedRequest, sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { assistantMessage, toolMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

const opened = closeAfterEach();

const signal = new AbortController().signal;

/** The request that a vendor's adapter sends. */
async function sentBy(
  vendorId: string,
  request: Partial<ModelRequest> = {},
  extra: Record<string, string> = {},
  path = '',
): Promise<ArrivedRequest> {
  const server = await startLocalUpstream((_, response) =>
    sendEvents(response, [{ id: 'r', choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] }, '[DONE]']),
  );
  const adapter = createVendorAdapter(vendorId, providerSettings({ baseUrl: server.url + path, extra }));
  opened.push(adapter, server);
  await collectStream(adapter.stream(modelRequest(request), { signal }));
  const [sent] = server.requests;
  if (sent === undefined) throw new Error('Nothing was sent.');
  return sent;
}

describe('differences of vendors', () => {
  it('OpenAI receives organization and project', async () => {
    const sent = await sentBy('openai', { maxOutputTokens: 5 }, { organization: 'org-1', project: 'p-1' });
    expect(sent.headers).toMatchObject({ 'openai-organization': 'org-1', 'openai-project': 'p-1' });
    expect(sent.body).toMatchObject({ max_completion_tokens: 5 });
  });

  it('Azure is called under the path of the deployment, with its own header', async () => {
    const sent = await sentBy('azure', { model: 'my gpt' }, { apiVersion: '2024-10-21' });
    expect(sent.path).toBe('/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21');
    expect(sent.headers).toMatchObject({ 'api-key': 'test-key-1234' });
    expect(sent.headers).not.toHaveProperty('authorization');
  });

  it.each(['', '/openai/v1', '/openai/v1/'])(
    'Azure without a version is asked under the versionless path (%j)',
    async (path) => {
      expect((await sentBy('azure', {}, {}, path)).path).toBe('/openai/v1/chat/completions');
    },
  );

  it('Mistral gets its own names, and ids that it accepts', async () => {
    const messages: ModelRequest['messages'] = [
      assistantMessage('', { id: 'call_1234567890', name: 'look', arguments: '{}' }),
      toolMessage('call_1234567890', 'look', 'x'),
    ];
    const { body } = await sentBy('mistral', { seed: 7, messages, prefill: 'Once' });
    expect(body).toMatchObject({ random_seed: 7, messages: [{}, {}, { prefix: true }] });
    expect(body).not.toHaveProperty('stream_options');
    expect(JSON.stringify(body)).not.toContain('call_1234567890');
  });

  it('DeepSeek gets a schema in the instructions', async () => {
    const responseFormat: ModelRequest['responseFormat'] = {
      type: 'json-schema',
      name: 'x',
      schema: { type: 'object' },
    };
    expect((await sentBy('deepseek', { responseFormat })).body).toMatchObject({
      response_format: { type: 'json_object' },
      messages: [{ role: 'system' }, {}],
    });
  });

  it('vLLM receives the flag for continuation', async () => {
    expect((await sentBy('vllm', { prefill: 'Once' })).body).toMatchObject({ continue_final_message: true });
  });

  it('Azure lists base models, whose names no call can use', async () => {
    const server = await startLocalUpstream((_, response) => response.end('{"data":[{"id":"gpt-4o"}]}'));
    const adapter = createVendorAdapter('azure', providerSettings({ baseUrl: server.url }));
    opened.push(adapter, server);
    expect(await adapter.listModels({ signal })).toEqual([]);
  });

  it('Perplexity lists no models, and its refusal shows that it responds', async () => {
    const server = await startLocalUpstream((_, response) => response.writeHead(404).end());
    const adapter = createVendorAdapter('perplexity', providerSettings({ baseUrl: server.url }));
    const openai = createVendorAdapter('openai', providerSettings({ baseUrl: server.url }));
    opened.push(adapter, openai, server);
    expect(await adapter.listModels({ signal })).toEqual([]);
    await expect(openai.listModels({ signal })).rejects.toMatchObject({ status: 404 });
  });
});
