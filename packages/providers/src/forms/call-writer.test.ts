import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { createDialectAdapter } from '../create-adapter.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

const opened = closeAfterEach();

type Body = Record<string, unknown> & { messages: { role: string; content: unknown }[] };
type Refusal = { status: number; body: unknown } | null;

/** A server of the openai dialect that refuses some bodies, and answers all others with `text`. */
async function serverThat(refuse: (body: Body) => Refusal, pieces: readonly string[] = ['fine']) {
  const server = await startLocalUpstream((request, response) => {
    const body = request.body as Body;
    const refusal = refuse(body);
    if (refusal !== null) {
      response.writeHead(refusal.status, { 'content-type': 'application/json' });
      response.end(typeof refusal.body === 'string' ? refusal.body : JSON.stringify(refusal.body));
    } else if (body.stream === true) {
      const chunk = (choice: object): object => ({ id: 'c', model: 'm', choices: [{ index: 0, ...choice }] });
      const deltas = pieces.map((content) => chunk({ delta: { content } }));
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      sendEvents(response, [...deltas, chunk({ delta: {}, finish_reason: 'stop' }), { choices: [], usage }, '[DONE]']);
    } else {
      const message = { role: 'assistant', content: pieces.join('') };
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }),
      );
    }
  });
  const adapter = createDialectAdapter('openai', providerSettings({ baseUrl: server.url }));
  opened.push(adapter, server);
  const call = (request: Partial<ModelRequest>) =>
    collectStream(adapter.stream(modelRequest(request), { signal: AbortSignal.timeout(5_000) }));
  return { call, bodies: () => bodiesOf(server), server };
}

function bodiesOf(server: LocalUpstream): readonly Body[] {
  return server.requests.map((request: ArrivedRequest) => request.body as Body);
}

/** OpenAI's refusal of a parameter. */
function unsupported(param: string, message = `Unsupported parameter: '${param}' is not supported with this model.`) {
  return {
    status: 400,
    body: { error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' } },
  };
}

const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
const responseFormat = { type: 'json-schema', name: 'answer', schema } as const;
const tools = [{ name: 'get_weather', description: null, parameters: { type: 'object' } }];

describe('a call that its server refuses', () => {
  it('requests no stream after a refusal for the organisation, also in later calls', async () => {
    const message = 'Your organization must be verified to stream this model.';
    const { call, bodies } = await serverThat(({ stream }) =>
      stream === true ? unsupported('stream', message) : null,
    );
    const answer = await call({});
    expect(answer).toMatchObject({ text: 'fine', finishReason: 'stop', usage: { inputTokens: 10, outputTokens: 5 } });
    await call({});
    expect(bodies().map(({ stream }) => stream)).toEqual([true, false, false]);
    expect(bodies()[1]).not.toHaveProperty('stream_options');
  });

  it('is sent without stop sequences, and cut at them here, also across chunks', async () => {
    const pieces = ['a\nOb', 'server\nObs', 'ervation: x', ' more'];
    const { call, bodies } = await serverThat(({ stop }) => (stop ? unsupported('stop') : null), pieces);
    const answer = await call({ stop: ['\nObservation'] });
    expect(answer).toMatchObject({ text: 'a\nObserver', finishReason: 'stop' });
    expect(answer.warnings).toMatchObject([{ path: 'stop', action: 'converted' }]);
    expect(bodies().map((body) => 'stop' in body)).toEqual([true, false]);
  });

  it.each([
    [500, 'Conversation roles must alternate user/assistant/user/assistant/...'],
    [400, 'After the (optional) system message(s), user and assistant roles should be alternating.'],
    [400, 'this-model does not support successive user or assistant messages (messages[1] and messages[2]).'],
  ])('is sent with alternating roles if status %i says: %s', async (status, message) => {
    const { call, bodies } = await serverThat(({ messages }) =>
      messages.some(({ role }, index) => role === messages[index + 1]?.role)
        ? { status, body: { error: { message } } }
        : null,
    );
    const say = (role: 'user' | 'assistant', text: string) => ({ role, parts: [{ type: 'text', text }] }) as const;
    const messages = [say('user', 'a'), say('user', 'b'), say('assistant', 'c'), say('user', 'd')];
    const answer = await call({ messages });
    expect(answer.text).toBe('fine');
    expect(answer.warnings).toMatchObject([{ path: 'messages', action: 'converted' }]);
    expect(bodies().at(-1)?.messages).toEqual([
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: 'c' },
      { role: 'user', content: 'd' },
    ]);
  });

  it('ends with the schema in the prompt', async () => {
    const { call, bodies } = await serverThat(({ response_format }) =>
      response_format === undefined
        ? null
        : {
            status: 422,
            body: {
              detail: [
                { type: 'extra_forbidden', loc: ['body', 'response_format'], msg: 'Extra inputs are not permitted' },
              ],
            },
          },
    );
    const answer = await call({ responseFormat });
    expect(bodies().map(({ response_format }) => response_format)).toEqual([
      expect.objectContaining({ type: 'json_schema' }),
      { type: 'json_object', schema },
      { type: 'json_object' },
      undefined,
    ]);
    expect(JSON.stringify(bodies().at(-1)?.messages)).toContain(JSON.stringify(JSON.stringify(schema)).slice(1, -1));
    expect(answer.warnings).toMatchObject([{ path: 'responseFormat', action: 'converted' }]);
    await call({ responseFormat });
    expect(bodies()).toHaveLength(5);
  });

  it('uses JSON mode with a schema if HTTP 500 has a validation error', async () => {
    const problem = `[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': "Input should be 'text' or 'json_object'", 'input': 'json_schema', 'ctx': {'expected': "'text' or 'json_object'"}}]`;
    const { call, bodies } = await serverThat(({ response_format }) =>
      (response_format as { type: string }).type === 'json_schema'
        ? { status: 500, body: { error: { message: problem, type: 'internal_server_error', param: null, code: null } } }
        : null,
    );
    await call({ responseFormat });
    expect(bodies().map(({ response_format }) => response_format)).toMatchObject([{}, { type: 'json_object', schema }]);
  });

  it.each<[string, Partial<ModelRequest>, Refusal, object]>([
    [
      'another name of the limit',
      { maxOutputTokens: 9 },
      unsupported('max_tokens'),
      { max_completion_tokens: 9, max_tokens: undefined },
    ],
    ['no temperature', { temperature: 0.2 }, unsupported('temperature'), { temperature: undefined }],
    [
      'no effort',
      { providerOptions: { openai: { reasoning_effort: 'low' } } },
      unsupported('reasoning_effort'),
      { reasoning_effort: undefined },
    ],
    [
      'no stream_options',
      {},
      sentence('json: unknown field "stream_options"'),
      { stream: true, stream_options: undefined },
    ],
    [
      'an unknown member less',
      { providerOptions: { openai: { user: 'u', top_k: 5 } } },
      sentence('Unrecognized request argument supplied: top_k'),
      { user: 'u', top_k: undefined },
    ],
    [
      'a choice of the model',
      { tools, toolChoice: { type: 'required' } },
      sentence("tool_choice 'required' is not supported"),
      { tool_choice: 'auto' },
    ],
    [
      'no tools',
      { tools },
      sentence('"auto" tool choice requires --enable-auto-tool-choice to be set'),
      { tools: undefined },
    ],
    [
      'no tools, from OpenRouter',
      { tools },
      { ...sentence('No endpoints found that support tool use.'), status: 404 },
      { tools: undefined },
    ],
    [
      'the system text with the user',
      { messages: [{ role: 'system', text: 'Be brief.' }, user('Hi')] },
      sentence('System role not supported', 500),
      { messages: [{ role: 'user', content: 'Be brief.\n\nHi' }] },
    ],
    [
      'text in place of parts',
      { messages: [{ role: 'user', parts: [{ ...part('a'), cacheBreakpoint: true }, part('b')] }] },
      problem(['messages', 0, 'content'], 'Input should be a valid string'),
      { messages: [{ role: 'user', content: 'a\nb' }] },
    ],
  ])('is sent with %s', async (_, request, refusal, expected) => {
    const { call, bodies } = await serverThat(() => (bodies().length === 1 ? refusal : null));
    await call(request);
    expect(bodies()).toHaveLength(2);
    for (const [name, value] of Object.entries(expected)) expect(bodies()[1]?.[name]).toEqual(value);
    await call(request);
    expect(bodies()[2]).toEqual(bodies()[1]);
  });

  it.each<[string, Partial<ModelRequest>, Refusal]>([
    [
      'a value beyond its bounds',
      { temperature: 2 },
      problem(['temperature'], 'Input should be less than or equal to 1'),
    ],
    [
      'a schema of a tool',
      { tools },
      { ...unsupported('tools[0].function.parameters', "Invalid schema: 'uniqueItems' is not permitted.") },
    ],
    ['tools of which one must be called', { tools, toolChoice: { type: 'required' } }, unsupported('tools')],
    [
      'an image',
      { messages: [{ role: 'user', parts: [{ type: 'image', image: { type: 'url', url: 'https://a.test/b.png' } }] }] },
      unsupported('messages[0].content'),
    ],
    ['something that it does not hold', {}, unsupported('stop')],
  ])('is not sent again for %s', async (_, request, refusal) => {
    const { call, bodies } = await serverThat(() => refusal);
    await expect(call(request)).rejects.toMatchObject({ kind: 'bad-request' });
    expect(bodies()).toHaveLength(1);
  });

  it('does not remember a refusal of one value if others are accepted', async () => {
    const message =
      "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low'.";
    const { call, bodies } = await serverThat((body) =>
      body.reasoning_effort === 'minimal' ? unsupported('reasoning_effort', message) : null,
    );
    const withEffort = (reasoning_effort: string) => call({ providerOptions: { openai: { reasoning_effort } } });
    await withEffort('minimal');
    await withEffort('low');
    await withEffort('minimal');
    expect(bodies().map((body) => body.reasoning_effort)).toEqual(['minimal', undefined, 'low', undefined]);
  });

  it('remembers no form without success, and no form for the schema of one request', async () => {
    const { call, bodies } = await serverThat((body) => (body.stop ? unsupported('stop') : sentence('Broken.', 500)));
    await expect(call({ stop: ['x'] })).rejects.toMatchObject({ kind: 'server-error' });
    await expect(call({ stop: ['x'] })).rejects.toMatchObject({ kind: 'server-error' });
    expect(bodies().map((body) => 'stop' in body)).toEqual([true, false, true, false]);
    const message = "Invalid schema for response_format 'answer': 'uniqueItems' is not permitted.";
    const strict = await serverThat(({ response_format }) =>
      (response_format as { type: string }).type === 'json_schema' ? unsupported('response_format', message) : null,
    );
    await strict.call({ responseFormat });
    await strict.call({ responseFormat });
    expect(strict.bodies().map((body) => (body.response_format as { type: string }).type)).toEqual([
      'json_schema',
      'json_object',
      'json_schema',
      'json_object',
    ]);
  });

  it('is sent at most seven times in one attempt, never twice in the same form', async () => {
    const names = ['a_1', 'a_2', 'a_3', 'a_4', 'a_5', 'a_6', 'a_7', 'a_8'];
    const { call, bodies } = await serverThat((body) => {
      const name = names.find((one) => one in body);
      return name === undefined ? null : unsupported(name);
    });
    const openai = Object.fromEntries(names.map((name) => [name, 1]));
    await expect(call({ providerOptions: { openai } })).rejects.toMatchObject({ kind: 'bad-request' });
    expect(new Set(bodies().map((body) => JSON.stringify(body))).size).toBe(7);
    expect(bodies()).toHaveLength(7);
  });

  it('ends when its caller leaves between two forms', async () => {
    const leaving = new AbortController();
    const { bodies, server } = await serverThat(() => {
      if (bodies().length === 2) leaving.abort(new Error('The caller left.'));
      return unsupported('stop');
    });
    const adapter = createDialectAdapter('openai', providerSettings({ baseUrl: server.url }));
    opened.push(adapter);
    const stream = adapter.stream(modelRequest({ stop: ['x'], temperature: 1 }), { signal: leaving.signal });
    await expect(Array.fromAsync(stream)).rejects.toThrow();
    expect(bodies()).toHaveLength(2);
  });

  it('reads a refusal that comes as an answer, whole or as the first event', async () => {
    const whole = await serverThat(({ stop }) => (stop ? { ...unsupported('stop'), status: 200 } : null));
    expect(await whole.call({ stop: ['x'] })).toMatchObject({ text: 'fine' });
    const { body } = unsupported('stop');
    const event = `data: ${JSON.stringify(body)}\n\n`;
    const streamed = await serverThat(({ stop }) => (stop ? { status: 200, body: event } : null));
    expect(await streamed.call({ stop: ['x'] })).toMatchObject({ text: 'fine' });
  });
});

function user(text: string): ModelRequest['messages'][number] {
  return { role: 'user', parts: [part(text)] };
}

function part(text: string) {
  return { type: 'text', text } as const;
}

function sentence(message: string, status = 400) {
  return { status, body: { error: { message } } };
}

function problem(loc: readonly (string | number)[], msg: string) {
  return { status: 422, body: { detail: [{ loc: ['body', ...loc], msg }] } };
}
