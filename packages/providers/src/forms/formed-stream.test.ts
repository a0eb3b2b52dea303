import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { createDialectAdapter, createVendorAdapter } from '../create-adapter.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { type LocalUpstream, sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';

let upstream: LocalUpstream | null = null;

afterEach(async () => {
  await upstream?.close();
  upstream = null;
});

type Refusal = { status: number; body: unknown } | null;

/** An upstream of OpenAI's protocol that refuses some bodies and answers the others with pieces of text. */
async function serve(refuse: (body: JsonObject) => Refusal, pieces: readonly string[] = ['fine']): Promise<string> {
  upstream = await startLocalUpstream((request, response) => {
    const refusal = refuse(request.body as JsonObject);
    if (refusal !== null) {
      response.writeHead(refusal.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(refusal.body));
      return;
    }
    const chunks = pieces.map((content) => ({ id: 'c', model: 'm', choices: [{ index: 0, delta: { content } }] }));
    const last = { id: 'c', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
    const usage = { id: 'c', choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } };
    sendEvents(response, [...chunks, last, usage, '[DONE]']);
  });
  return `${upstream.url}/v1`;
}

const openAiError = (param: string, message: string, code = 'unsupported_parameter'): Refusal => ({
  status: 400,
  body: { error: { message, type: 'invalid_request_error', param, code } },
});

function bodies(): readonly JsonObject[] {
  return (upstream?.requests ?? []).map(({ body }) => body as JsonObject);
}

async function answer(baseUrl: string, request: Partial<ModelRequest>, settings: object = {}, vendor = 'openai') {
  const adapter = createVendorAdapter(vendor, providerSettings({ id: 'up', baseUrl, ...settings }));
  const events: StreamEvent[] = [];
  const ask = async (): Promise<StreamEvent[]> => {
    const own: StreamEvent[] = [];
    for await (const batch of adapter.stream(modelRequest(request), { signal: AbortSignal.timeout(5000) })) {
      expect(batch).not.toEqual([]);
      own.push(...batch);
    }
    events.push(...own);
    return own;
  };
  const first = await ask();
  return { ask, first, close: () => adapter.close() };
}

function textOf(events: readonly StreamEvent[]): string {
  return events.flatMap((event) => (event.type === 'text-delta' ? event.text : [])).join('');
}

function warningsOf(events: readonly StreamEvent[]) {
  return events.flatMap((event) => (event.type === 'start' ? (event.warnings ?? []) : []));
}

describe('a server that refuses a member', () => {
  it('is asked again at once without it, and without it from then on', async () => {
    const url = await serve(
      (body) =>
        body.stop ? openAiError('stop', "Unsupported parameter: 'stop' is not supported with this model.") : null,
      ['Thought', '\nObs', 'ervation: no', ' more'],
    );
    const { first, ask, close } = await answer(url, { stop: ['\nObservation'] });
    expect(textOf(first)).toBe('Thought');
    expect(first.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', usage: { outputTokens: 5 } });
    expect(warningsOf(first)).toMatchObject([{ path: 'stop', action: 'converted' }]);
    expect(bodies().map((body) => 'stop' in body)).toEqual([true, false]);
    expect(textOf(await ask())).toBe('Thought');
    expect(bodies().map((body) => 'stop' in body)).toEqual([true, false, false]);
    await close();
  });

  it('is not asked in another form for another reason', async () => {
    const url = await serve(() => openAiError('max_tokens', 'max_tokens is too large: 9. At most 4.', 'invalid_value'));
    await expect(answer(url, { stop: ['X'], maxOutputTokens: 9 })).rejects.toThrow('too large');
    expect(bodies()).toHaveLength(1);
  });

  it('is asked for the output limit under its other name', async () => {
    const url = await serve((body) =>
      body.max_tokens === undefined
        ? null
        : openAiError('max_tokens', "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
    );
    await answer(url, { maxOutputTokens: 7 }, {}, 'vllm');
    expect(bodies().map(({ max_tokens, max_completion_tokens }) => [max_tokens, max_completion_tokens])).toEqual([
      [7, undefined],
      [undefined, 7],
    ]);
  });

  it('gives up several members, one refusal each', async () => {
    const url = await serve((body) => {
      for (const name of ['temperature', 'top_p', 'seed'])
        if (name in body)
          return {
            status: 422,
            body: { detail: [{ loc: ['body', name], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }] },
          };
      return null;
    });
    const { first } = await answer(url, { temperature: 0.5, topP: 0.5, seed: 1 });
    expect(textOf(first)).toBe('fine');
    expect(warningsOf(first).map(({ path, action }) => [path, action])).toEqual([
      ['temperature', 'dropped'],
      ['top_p', 'dropped'],
      ['seed', 'dropped'],
    ]);
  });

  it('is left after a few steps', async () => {
    let refusals = 0;
    const url = await serve(() => {
      refusals += 1;
      return {
        status: 400,
        body: {
          error: {
            message:
              "Unrecognized request argument supplied: stream_options, 'seed', 'stop', 'user', 'top_p', 'temperature'",
          },
        },
      };
    });
    await expect(answer(url, { temperature: 0, topP: 1, stop: ['a'], seed: 3 })).rejects.toThrow('Unrecognized');
    expect(refusals).toBeLessThanOrEqual(6);
  });
});

describe('JSON by schema', () => {
  const responseFormat = { type: 'json-schema', name: 'a', schema: { type: 'object', title: 'Pear' } } as const;
  const literal = (body: JsonObject): string => (body.response_format as { type: string } | undefined)?.type ?? 'none';

  it('goes down to JSON mode with the schema beside it (llama-cpp-python, HTTP 500)', async () => {
    const message =
      "[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\", 'input': 'json_schema'}]";
    const url = await serve((body) =>
      literal(body) === 'json_schema'
        ? { status: 500, body: { error: { message, type: 'internal_server_error', param: null, code: null } } }
        : null,
    );
    const { first } = await answer(url, { responseFormat });
    expect(bodies()[1]).toMatchObject({ response_format: { type: 'json_object', schema: responseFormat.schema } });
    expect(JSON.stringify(bodies()[1]?.messages)).toContain('Pear');
    expect(warningsOf(first)).toMatchObject([{ path: 'responseFormat', action: 'converted' }]);
  });

  it('goes down to the schema in the prompt alone', async () => {
    const url = await serve((body) =>
      'response_format' in body
        ? { status: 400, body: { message: 'response_format is not supported by this model' } }
        : null,
    );
    const { first } = await answer(url, { responseFormat });
    expect(bodies().map(literal)).toEqual(['json_schema', 'json_object', 'json_object', 'none']);
    expect(bodies().at(-1)?.messages).toMatchObject([{ role: 'system' }, { role: 'user', content: 'Hello' }]);
    expect(JSON.stringify(bodies().at(-1))).toContain('Pear');
    expect(warningsOf(first)).toHaveLength(1);
  });
});

describe('other members', () => {
  it('a list of parts becomes one text', async () => {
    const url = await serve((body) =>
      typeof (body.messages as { content: unknown }[])[0]?.content === 'string'
        ? null
        : {
            status: 422,
            body: {
              detail: [
                { loc: ['body', 'messages', 0, 'content'], msg: 'Input should be a valid string', type: 'string_type' },
              ],
            },
          },
    );
    const parts = [
      { type: 'text', text: 'a', cacheBreakpoint: true },
      { type: 'text', text: 'b' },
    ] as const;
    const adapter = createDialectAdapter('openai', providerSettings({ id: 'up', baseUrl: url }));
    const stream = adapter.stream(modelRequest({ messages: [{ role: 'user', parts }] }), {
      signal: AbortSignal.timeout(5000),
    });
    expect((await collectStream(stream)).text).toBe('fine');
    expect(bodies()[1]?.messages).toEqual([{ role: 'user', content: 'a\nb' }]);
    await adapter.close();
  });

  it('instructions go to the user where a model has no system role', async () => {
    const url = await serve((body) =>
      JSON.stringify(body).includes('"system"')
        ? openAiError(
            'messages[0].role',
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            'unsupported_value',
          )
        : null,
    );
    await answer(url, {
      messages: [
        { role: 'system', text: 'Be kind.' },
        { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
      ],
    });
    expect(bodies()[1]?.messages).toEqual([{ role: 'user', content: 'Be kind.\n\nHi' }]);
  });

  it('tools and a required choice give way only where the model may choose', async () => {
    const tools = [{ name: 'f', description: null, parameters: { type: 'object' } }];
    const refuse = (body: JsonObject): Refusal =>
      'tools' in body ? { status: 500, body: { error: { message: 'tools param requires --jinja flag' } } } : null;
    const url = await serve(refuse);
    const { first } = await answer(url, { tools });
    expect(warningsOf(first)).toMatchObject([{ path: 'tools', action: 'dropped' }]);
    await expect(answer(url, { tools, toolChoice: { type: 'required' } })).rejects.toMatchObject({
      kind: 'bad-request',
    });
  });
});

describe('streaming', () => {
  it('goes without options where the operator says so', async () => {
    await answer(await serve(() => null), {}, { streamOptions: false });
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).not.toHaveProperty('stream_options');
  });
});
