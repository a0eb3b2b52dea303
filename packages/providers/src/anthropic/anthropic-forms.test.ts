import { expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import { createDialectAdapter } from '../create-adapter.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type ArrivedRequest, sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

const opened = closeAfterEach();

type Body = Record<string, unknown> & { messages: { role: string; content: readonly { type: string }[] }[] };

const answer = [
  { type: 'message_start', message: { id: 'm', model: 'm', usage: { input_tokens: 3, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'fine' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
];

/** A server that rejects all signatures, with Anthropic's messages. */
async function serverWithoutSignatures(problem: string) {
  const server = await startLocalUpstream(({ body }, response) => {
    const { messages } = body as Body;
    const isSigned = messages.some(({ content }) => content.some?.(({ type }) => type.endsWith('thinking')));
    if (!isSigned) return sendEvents(response, [...answer]);
    response.writeHead(400, { 'content-type': 'application/json' });
    const error = { type: 'invalid_request_error', message: `messages.1.content.0: ${problem}` };
    response.end(JSON.stringify({ type: 'error', error }));
  });
  const adapter = createDialectAdapter('anthropic', providerSettings({ baseUrl: server.url }));
  opened.push(adapter, server);
  const call = (request: Partial<ModelRequest>) =>
    collectStream(adapter.stream(modelRequest(request), { signal: AbortSignal.timeout(5_000) }));
  return { call, bodies: () => server.requests.map((request: ArrivedRequest) => request.body as Body) };
}

const providerId = providerSettings({}).id;
const thought = { type: 'reasoning', text: 'Hm.' } as const;
const signed = (value: Readonly<Record<string, unknown>>) => ({
  ...thought,
  state: { providerId, dialect: 'anthropic', value },
});
const asked: Message = { role: 'user', parts: [{ type: 'text', text: 'And?' }] };

it.each([
  ['thinking', { type: 'thinking', signature: 'of-another' }, 'Invalid `signature` in `thinking` block'],
  ['redacted_thinking', { type: 'redacted_thinking', data: 'x' }, 'Invalid `data` in `redacted_thinking` block'],
])('%s with a signature of another account is left out, with a warning', async (_, value, problem) => {
  const { call, bodies } = await serverWithoutSignatures(problem);
  const messages: Message[] = [
    { role: 'user', parts: [{ type: 'text', text: 'Well?' }] },
    { role: 'assistant', parts: [signed(value), { type: 'text', text: 'So.' }] },
    asked,
  ];
  const answered = await call({ messages, settings: { reasoning: { budgetTokens: 2_000 } }, maxOutputTokens: 4_000 });
  expect(answered.text).toBe('fine');
  expect(answered.warnings).toMatchObject([{ path: 'messages', action: 'dropped' }]);
  expect(bodies()).toHaveLength(2);
  expect(bodies()[1]?.messages[1]).toMatchObject({ role: 'assistant', content: [{ type: 'text', text: 'So.' }] });
  expect(bodies()[1]).toHaveProperty('thinking');
  // Only in this conversation: the thinking of other conversations is still sent.
  await call({ messages: [...messages.slice(0, 1), asked] });
  await call({ messages });
  expect(bodies()).toHaveLength(5);
});

it('a model that continues after its calls does not think, because it would require its own thinking there', async () => {
  const { call, bodies } = await serverWithoutSignatures('Invalid `signature` in `thinking` block');
  const messages: Message[] = [
    asked,
    {
      role: 'assistant',
      parts: [
        signed({ type: 'thinking', signature: 'of-another' }),
        { type: 'tool-call', id: 'c1', name: 'look', arguments: '{}' },
      ],
    },
    { role: 'tool', toolCallId: 'c1', toolName: 'look', parts: [{ type: 'text', text: 'seen' }], isError: false },
  ];
  const tools = [{ name: 'look', description: null, parameters: { type: 'object' } }];
  await call({ messages, tools, settings: { reasoning: { budgetTokens: 2_000 } }, maxOutputTokens: 4_000 });
  expect(bodies()[0]).toHaveProperty('thinking');
  expect(bodies()[1]).not.toHaveProperty('thinking');
});
