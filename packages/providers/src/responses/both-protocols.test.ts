import { expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { createVendorAdapter } from '../create-adapter.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { userMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

const opened = closeAfterEach();
const signal = new AbortController().signal;
const traits = { thinksFirst: true, sampling: false, fallbackMaxOutputTokens: 4096 };
const byResponses: ModelRequest['traits'] = { ...traits, api: 'responses' };

/** An upstream with both protocols. `refuse`: its sentence for a request that it does not accept, else null. */
async function serve(refuse: (request: ArrivedRequest) => string | null = () => null): Promise<LocalUpstream> {
  const server = await startLocalUpstream((request, response) => {
    const message = refuse(request);
    if (message !== null) {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }));
    } else if (request.path.includes('/responses')) {
      const delta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'By responses' };
      sendEvents(response, [delta, { type: 'response.completed', response: { status: 'completed' } }]);
    } else {
      sendEvents(response, [{ choices: [{ delta: { content: 'By chat' }, finish_reason: 'stop' }] }, '[DONE]']);
    }
  });
  opened.push(server);
  return server;
}

function open(vendor: string, server: LocalUpstream, extra: Record<string, string> = {}) {
  const adapter = createVendorAdapter(vendor, providerSettings({ baseUrl: server.url, extra }));
  opened.unshift(adapter);
  return (request: Partial<ModelRequest>) => collectStream(adapter.stream(modelRequest(request), { signal }));
}

it('calls each model by its own protocol, with the headers of the vendor', async () => {
  const server = await serve();
  const call = open('openai', server, { organization: 'org-1' });
  expect((await call({ traits })).text).toBe('By chat');
  expect((await call({ traits: byResponses })).text).toBe('By responses');
  expect(server.requests.map(({ path }) => path)).toEqual(['/chat/completions', '/responses']);
  const { headers } = server.requests[1] as ArrivedRequest;
  expect(headers).toMatchObject({ authorization: 'Bearer test-key-1234', 'openai-organization': 'org-1' });
});

it.each([
  [{ apiVersion: '2025-04-01-preview' }, '/openai/responses?api-version=2025-04-01-preview'],
  [{}, '/openai/v1/responses'],
])('finds the address of Azure with %j', async (extra, path) => {
  const server = await serve();
  await open('azure', server, extra as Record<string, string>)({ traits: byResponses });
  expect(server.requests[0]?.path).toBe(path);
});

it('omits reasoning that another key has encrypted, only for this request', async () => {
  const refusal = 'The encrypted content gAAA...CwHs could not be verified.';
  const server = await serve(({ body }) => (JSON.stringify(body).includes('"foreign"') ? refusal : null));
  const call = open('openai', server);
  const ask = (encrypted_content: string) => {
    const state = { providerId: 'test-provider', dialect: 'responses', value: { encrypted_content } };
    const parts = [
      { type: 'reasoning', text: '', state },
      { type: 'text', text: 'So.' },
    ] as const;
    const messages = [userMessage('Why?'), { role: 'assistant', parts } as const, userMessage('And?')];
    return call({ traits: byResponses, messages });
  };
  expect(await ask('foreign')).toMatchObject({
    text: 'By responses',
    warnings: [{ path: 'messages', action: 'dropped', message: expect.stringContaining('left out') }],
  });
  expect(JSON.stringify(server.requests[1]?.body)).not.toContain('"reasoning"');
  expect((await ask('own')).warnings).toEqual([]);
  expect(JSON.stringify(server.requests[2]?.body)).toContain('"own"');
  expect(server.requests).toHaveLength(3);
});

it('does not request encrypted content again from a model without it, and does not warn', async () => {
  const server = await serve(({ body }) =>
    JSON.stringify(body).includes('"include"') ? 'Encrypted content is not supported with this model.' : null,
  );
  const call = open('openai', server);
  expect((await call({ traits: byResponses })).warnings).toEqual([]);
  expect((await call({ traits: byResponses })).warnings).toEqual([]);
  expect(server.requests).toHaveLength(3);
});
