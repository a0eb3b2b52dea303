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
  it('is asked without a stream where the organisation may not stream, and so from then on', async () => {
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

  it('is asked without stop, and cut at it here, over the borders of chunks', async () => {
    const pieces = ['a\nOb', 'server\nObs', 'ervation: x', ' more'];
    const { call, bodies } = await serverThat(({ stop }) => (stop ? unsupported('stop') : null), pieces);
    const answer = await call({ stop: ['\nObservation'] });
    expect(answer).toMatchObject({ text: 'a\nObserver', finishReason: 'stop' });
    expect(answer.warnings).toMatchObject([{ path: 'stop', action: 'converted' }]);
    expect(bodies().map((body) => 'stop' in body)).toEqual([true, false]);
  });

  it('goes down to the schema in the prompt', async () => {
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

  it('takes JSON mode with a schema where HTTP 500 holds a validation error', async () => {
    const problem = `[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': "Input should be 'text' or 'json_object'", 'input': 'json_schema', 'ctx': {'expected': "'text' or 'json_object'"}}]`;
    const { call, bodies } = await serverThat(({ response_format }) =>
      (response_format as { type: string }).type === 'json_schema'
        ? { status: 500, body: { error: { message: problem, type: 'internal_server_error', param: null, code: null } } }
        : null,
    );
    await call({ responseFormat });
    expect(bodies().map(({ response_format }) => response_format)).toMatchObject([{}, { type: 'json_object', schema }]);
  });
});
void tools;
