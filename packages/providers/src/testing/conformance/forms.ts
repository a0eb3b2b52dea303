import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import type { ModelRequest } from '../../contract/request.ts';
import { type Answer, collectStream } from '../../stream/collect-stream.ts';
import { startLocalUpstream } from '../local-upstream.ts';
import { modelRequest } from '../model-request.ts';
import { providerSettings } from '../provider-settings.ts';
import { callModel, ifPromised, prompt, type Stage } from './subject.ts';

/** Returns the sentence of a server's refusal. Null for an accepted request. `body`: the text of the request. */
type Refuse = (body: string, path: string) => string | null;

const messages = prompt('Repeat after me: “one two three four five six”');
const schema = { type: 'object', properties: { unusual_name: { type: 'string' } } };
const tool = { name: 'get_weather', description: null, parameters: { type: 'object', properties: {} } };

const formatMember = /"(response_format|output_config|responseMimeType|format)":/;
const stopMember = /"(stop|stop_sequences|stopSequences)":/;

/** Tests with servers and models that support less than their dialect. */
export function describeForms(stage: Stage): void {
  const close: (() => Promise<unknown>)[] = [];

  /** The suite's upstream behind a server that refuses some requests. */
  async function behind(refuse: Refuse, settings: Partial<ProviderSettings> = {}) {
    const target = new URL(stage.upstream().baseUrl);
    const asked: string[] = [];
    const server = await startLocalUpstream(async ({ method, path, headers, body }, response) => {
      const text = JSON.stringify(body);
      asked.push(`${path} ${text}`);
      const message = refuse(text, path);
      if (message !== null) {
        const error = { type: 'invalid_request_error', message };
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ type: 'error', error, message }));
        return;
      }
      const { host, 'content-length': _, connection, ...others } = headers;
      const answer = await fetch(new URL(path, target), {
        method,
        body: text,
        headers: others as Record<string, string>,
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    });
    const baseUrl = server.url + target.pathname.replace(/\/$/, '');
    const adapter = stage.subject.createAdapter({ ...providerSettings(), ...settings, baseUrl });
    close.push(adapter.close.bind(adapter), server.close);
    const call = (request: Partial<ModelRequest>): Promise<Answer> =>
      collectStream(adapter.stream(modelRequest(request), { signal: AbortSignal.timeout(5_000) }));
    return { call, asked };
  }

  afterEach(async () => {
    for (const one of close.splice(0)) await one();
  });

  /** Whether a request wants a stream, by its body or by Google's method. */
  const asksForStream = (request: string): boolean => /"stream":true|:streamGenerateContent/.test(request);

  describe('a server that supports less', () => {
    it.each<[string, Partial<ModelRequest>]>([
      ['text', { messages }],
      ['a tool call', { messages: prompt('What is the weather?'), tools: [tool], toolChoice: { type: 'required' } }],
    ])('and never streams gives the same %s', async (_, request) => {
      const { call, asked } = await behind(() => null, { isUnstreamed: true });
      const whole = await call(request);
      const streamed = await callModel(stage, request);
      expect(asked.map(asksForStream)).toEqual([false]);
      expect(whole).toMatchObject({ text: streamed.text, finishReason: streamed.finishReason, usage: streamed.usage });
      expect(whole.toolCalls.map(({ name }) => name)).toEqual(streamed.toolCalls.map(({ name }) => name));
    });

    it('and refuses to stream gets requests without streaming from then on', async () => {
      const words = 'Your organization must be verified to stream this model.';
      const { call, asked } = await behind((body, path) => (asksForStream(path + body) ? words : null));
      expect((await call({ messages })).text).toContain('one two three');
      await call({ messages });
      expect(asked.map(asksForStream)).toEqual([true, false, false]);
    });

    ifPromised(stage, 'refused-stop', () => {
      it('and refuses stop sequences gets none; the text is cut at them', async () => {
        const { call, asked } = await behind((body) => {
          const name = stopMember.exec(body)?.[1];
          return name === undefined ? null : `Unsupported parameter: '${name}' is not supported with this model.`;
        });
        const answer = await call({ messages, stop: ['four'] });
        expect(answer).toMatchObject({ finishReason: 'stop', warnings: [{ path: 'stop', action: 'converted' }] });
        expect(answer.text).toContain('one two three');
        expect(answer.text).not.toContain('four');
        expect(asked.map((request) => stopMember.test(request))).toEqual([true, false]);
      });
    });

    it('and refuses every form of JSON gets instructions for it', async () => {
      const { call, asked } = await behind((body) => {
        const name = formatMember.exec(body)?.[1];
        return name === undefined ? null : `${name}: Extra inputs are not permitted`;
      });
      const answer = await call({ messages, responseFormat: { type: 'json-schema', name: 'answer', schema } });
      expect(answer.warnings).toMatchObject([{ path: 'responseFormat', action: 'converted' }]);
      expect(asked.at(-1)).not.toMatch(formatMember);
      expect(asked.at(-1)).toContain('unusual_name');
    });

    it('and refuses tools gets none, unless a call is required', async () => {
      const { call, asked } = await behind((body) =>
        body.includes('"tools":') ? 'gemma does not support tools' : null,
      );
      const answer = await call({ messages, tools: [tool] });
      expect(answer.text).toContain('one two three');
      expect(answer.warnings).toMatchObject([{ path: 'tools', action: 'dropped' }]);
      expect(asked).toHaveLength(2);
    });

    it('never gets the same form twice', async () => {
      const { call, asked } = await behind(() => 'temperature: Extra inputs are not permitted');
      await expect(call({ messages, temperature: 0.5 })).rejects.toMatchObject({ kind: 'bad-request' });
      expect(asked).toHaveLength(2);
      expect(new Set(asked).size).toBe(2);
    });
  });
}
