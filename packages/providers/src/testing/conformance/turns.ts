import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../contract/adapter.ts';
import type { Message, MessagePart, ToolMessage } from '../../contract/message.ts';
import type { ModelRequest } from '../../contract/request.ts';
import { type JsonObject, readObject } from '../../json/read-json-value.ts';
import { type Answer, collectStream } from '../../stream/collect-stream.ts';
import { type LocalUpstream, startLocalUpstream } from '../local-upstream.ts';
import { userMessage } from '../messages.ts';
import { modelRequest } from '../model-request.ts';
import { providerSettings } from '../provider-settings.ts';
import { ifPromised, type Stage } from './subject.ts';

const image = {
  type: 'image',
  image: { type: 'base64', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
} as const;
const pdf = {
  type: 'file',
  mediaType: 'application/pdf',
  source: { type: 'base64', data: 'JVBERi0=' },
  name: 'paper.pdf',
} as const;

/** Tests of the parts of an answer in the next turn, in both directions, with every kind of part. */
export function describeTurns(stage: Stage): void {
  const { turn, createAdapter } = stage.subject;

  describe('the next turn', () => {
    let server: LocalUpstream;
    let adapter: Adapter;
    let other: Adapter;

    beforeAll(async () => {
      server = await startLocalUpstream((_, response) => turn.send(response));
      adapter = createAdapter({ ...providerSettings(), baseUrl: server.url });
      other = createAdapter({ ...providerSettings({ id: 'other-provider' }), baseUrl: server.url });
    });
    afterAll(async () => {
      await adapter.close();
      await other.close();
      await server.close();
    });

    const callModel = (from: Adapter, request: Partial<ModelRequest>): Promise<Answer> =>
      collectStream(from.stream(modelRequest(request), { signal: AbortSignal.timeout(5000) }));
    const lastBody = (): JsonObject => readObject(server.requests.at(-1)?.body) ?? {};
    /** A whole first turn. Its data must survive a round trip through JSON. */
    const firstTurn = async (): Promise<{ messages: Message[]; answer: Answer }> => {
      const answer = await callModel(adapter, { messages: [userMessage('Look!')] });
      const parts: Answer['parts'] = JSON.parse(JSON.stringify(answer.parts));
      return { messages: [userMessage('Look!'), { role: 'assistant', parts }], answer };
    };

    it('begins with an answer whose parts are in order', async () => {
      const { answer } = await firstTurn();
      expect(answer.parts.map(({ type }) => type)).toEqual(turn.parts);
      expect(answer).toMatchObject({ reasoning: 'I must look.', text: 'I look.' });
      expect(answer.toolCalls).toMatchObject([
        { name: 'look', arguments: '{"at":"it"}' },
        { name: 'wait', arguments: '{}' },
      ]);
    });

    it("returns the provider's state to the provider unchanged", async () => {
      const { messages } = await firstTurn();
      await callModel(adapter, { messages: [...messages, userMessage('And?')] });
      expect(turn.findAnswer(lastBody())).toEqual(turn.own);
    });

    it('hides it from another provider, which accepts the rest', async () => {
      const { messages } = await firstTurn();
      const { warnings } = await callModel(other, { messages: [...messages, userMessage('And?')] });
      expect(turn.findAnswer(lastBody())).toEqual(turn.foreign);
      expect(JSON.stringify(lastBody())).not.toContain('OPAQUE');
      expect(warnings).toEqual([]);
    });

    it('accepts results with an image, and results of failed calls', async () => {
      const { messages, answer } = await firstTurn();
      const [look, wait] = answer.toolCalls.map(({ id, name }) => ({ toolCallId: id, toolName: name }));
      const result = (
        call: typeof look,
        text: string,
        more: readonly MessagePart[],
        isError: boolean,
      ): ToolMessage => ({
        role: 'tool',
        ...(call ?? { toolCallId: '', toolName: '' }),
        parts: [{ type: 'text', text }, ...(more as ToolMessage['parts'])],
        isError,
      });
      const results = [result(look, 'A cat.', [image], false), result(wait, 'Too late.', [], true)];
      await callModel(adapter, { messages: [...messages, ...results] });
      expect(turn.findResults(lastBody())).toEqual(turn.results);
    });

    it('accepts a document, or refuses it', async () => {
      const messages: Message[] = [
        userMessage('Hello'),
        { role: 'user', parts: [{ type: 'text', text: 'Read this.' }, pdf] },
      ];
      // Dialects of two sides would merge both into one turn, so an answer separates them.
      messages.splice(1, 0, { role: 'assistant', parts: [{ type: 'text', text: 'Yes?' }] });
      const pending = callModel(adapter, { messages });
      if (turn.file === null) {
        await expect(pending).rejects.toMatchObject({
          kind: 'bad-request',
          message: expect.stringContaining('messages.2.parts.1'),
        });
      } else {
        await pending;
        expect(turn.findResults(lastBody())).toEqual([turn.file]);
      }
    });

    it("accepts a caller's own reasoning, or warns that it was omitted", async () => {
      const parts = [
        { type: 'reasoning', text: 'My own thought.' },
        { type: 'text', text: 'So.' },
      ] as const;
      const answer = await callModel(adapter, {
        messages: [userMessage('Look!'), { role: 'assistant', parts }, userMessage('And?')],
      });
      if (turn.ownReasoning === null) {
        expect(JSON.stringify(lastBody())).not.toContain('My own thought.');
        expect(answer.warnings).toMatchObject([{ path: 'messages.1.parts.0', action: 'dropped' }]);
      } else {
        expect(turn.findAnswer(lastBody())).toEqual(turn.ownReasoning);
        expect(answer.warnings).toEqual([]);
      }
    });

    /** The body of a request with options at each place: for its dialect, for its provider, and for another. */
    const callWithOptions = async (): Promise<string> => {
      const options = (place: string): ModelRequest['providerOptions'] => ({
        [stage.subject.dialect]: { [`${place}_of_dialect`]: { x: [1] } },
        'test-provider': { [`${place}_of_provider`]: 'y' },
        'other-provider': { [`${place}_of_other`]: 'z' },
      });
      const parts = [{ type: 'text', text: 'Look!', providerOptions: options('part') }, image] as const;
      const messages: Message[] = [{ role: 'user', parts, providerOptions: options('message') }];
      await callModel(adapter, { providerOptions: options('request'), messages });
      return JSON.stringify(lastBody());
    };

    ifPromised(stage, 'provider-options', () => {
      it.each(['request', 'message'])('sends options of a %s only to their provider', async (place) => {
        const written = await callWithOptions();
        expect(written).toContain(`"${place}_of_dialect":{"x":[1]}`);
        expect(written).toContain(`"${place}_of_provider":"y"`);
        expect(written).not.toContain('_of_other');
      });
    });

    ifPromised(stage, 'part-options', () => {
      it('sends options of a part only to their provider', async () => {
        const written = await callWithOptions();
        expect(written).toContain('"part_of_dialect":{"x":[1]},"part_of_provider":"y"');
      });
    });
  });
}
