import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../contract/adapter.ts';
import { unreadMembers } from '../../contract/provider-options.ts';
import type { ModelRequest } from '../../contract/request.ts';
import type { RequestSettings } from '../../contract/settings.ts';
import type { Tool } from '../../contract/tool.ts';
import { type JsonObject, readObject } from '../../json/read-json-value.ts';
import { type Answer, collectStream } from '../../stream/collect-stream.ts';
import { type LocalUpstream, startLocalUpstream } from '../local-upstream.ts';
import { toolMessage, userMessage } from '../messages.ts';
import { modelRequest } from '../model-request.ts';
import { providerSettings } from '../provider-settings.ts';
import type { Stage } from './subject.ts';

const tools: readonly Tool[] = ['look', 'wait'].map((name) => ({
  name,
  description: null,
  parameters: { type: 'object', properties: { at: { type: 'string' } } },
}));

/** A setting that differs from every default, by its path in warnings. */
const settings: readonly [path: string, settings: RequestSettings][] = [
  ['reasoning', { reasoning: { effort: 'low' } }],
  ['reasoning', { reasoning: { budgetTokens: 2_000 } }],
  ['parallelToolCalls', { parallelToolCalls: false }],
  ['topK', { topK: 7 }],
  ['minP', { minP: 0.07 }],
  ['frequencyPenalty', { frequencyPenalty: 0.7 }],
  ['presencePenalty', { presencePenalty: 0.7 }],
  ['logitBias', { logitBias: { 7: 7 } }],
  ['serviceTier', { serviceTier: 'priority' }],
  ['verbosity', { verbosity: 'low' }],
  ['user', { user: 'user-7' }],
];

const asked = settings.map(([path, one]) => [JSON.stringify(one), path, one] as const);

/** Every instruction is in the body or in the warnings. None is lost, and none is an error. */
export function describeInstructions(stage: Stage): void {
  const { turn, createAdapter, dialect } = stage.subject;

  describe('an instruction', () => {
    let server: LocalUpstream;
    let adapter: Adapter;

    beforeAll(async () => {
      server = await startLocalUpstream((_, response) => turn.send(response));
      adapter = createAdapter({ ...providerSettings(), baseUrl: server.url });
    });
    afterAll(async () => {
      await adapter.close();
      await server.close();
    });

    const call = async (request: Partial<ModelRequest>): Promise<{ body: JsonObject; answer: Answer }> => {
      const stream = adapter.stream(modelRequest(request), { signal: AbortSignal.timeout(5000) });
      const answer = await collectStream(stream);
      return { body: readObject(server.requests.at(-1)?.body) ?? {}, answer };
    };
    const pathsOf = ({ warnings }: Answer): readonly string[] => warnings.map(({ path }) => path);

    it.each(asked)('is sent, or causes a warning: %s', async (_, path, one) => {
      const plain = await call({ tools });
      const { body, answer } = await call({ tools, settings: one });
      const isSent = JSON.stringify(body) !== JSON.stringify(plain.body);
      const isWarnedOf = pathsOf(answer).some((warned) => warned.startsWith(path));
      expect(isSent || isWarnedOf).toBe(true);
      expect(plain.answer.warnings).toEqual([]);
    });

    it('not to reason is sent, or holds by default', async () => {
      const { answer } = await call({ settings: { reasoning: { effort: 'none' } } });
      expect(pathsOf(answer).filter((path) => !path.startsWith('reasoning'))).toEqual([]);
    });

    it("to enforce a tool's schema is sent, or causes a warning", async () => {
      const [first, ...others] = tools;
      const strict = { ...(first as Tool), strict: true };
      const plain = await call({ tools });
      const { body, answer } = await call({ tools: [strict, ...others] });
      const isSent = JSON.stringify(body) !== JSON.stringify(plain.body);
      expect(isSent || pathsOf(answer).includes('tools.0.strict')).toBe(true);
    });

    it.each(['auto', 'required'] as const)('to call only some of the tools is kept (%s)', async (mode) => {
      const { body } = await call({ tools, toolChoice: { type: 'allowed', mode, names: ['wait'] } });
      const written = JSON.stringify(body);
      expect(written).toContain('"wait"');
      // A protocol with a list of allowed tools offers all tools.
      expect(/allowed/i.test(written) || !written.includes('"look"')).toBe(true);
    });

    it('of another protocol causes a warning; an instruction of its own protocol is sent unchanged', async () => {
      const unread = (members: JsonObject): ModelRequest['providerOptions'] => ({ [unreadMembers]: members });
      const { body, answer } = await call({
        tools: tools.map((tool) => ({ ...tool, providerOptions: unread({ function: { hint: 'h' } }) })),
        providerOptions: unread({ prediction: { type: 'content', content: 'x' }, store: true, n: 1, odd: null }),
        messages: [{ ...userMessage('Hi'), providerOptions: unread({ name: 'Ann' }) }],
      });
      if (dialect === 'openai') {
        expect(body).toMatchObject({ prediction: { type: 'content', content: 'x' }, store: true, n: 1, odd: null });
        expect(body.messages).toMatchObject([{ name: 'Ann' }]);
        expect(body.tools).toMatchObject([{ function: { hint: 'h' } }, { function: { hint: 'h' } }]);
        expect(answer.warnings).toEqual([]);
      } else {
        expect(pathsOf(answer)).toEqual(['prediction', 'tools.0.function.hint', 'messages.0.name']);
        expect(JSON.stringify(body)).not.toContain('Ann');
      }
    });

    it("of the operator is overridden by the request's own", async () => {
      const extraBody = { operator_member: { x: 1 }, messages: 'never', model: 'never', stream: false };
      const { body, answer } = await call({ extraBody });
      expect(JSON.stringify(body)).not.toContain('never');
      if (stage.subject.exceptions?.['provider-options'] !== undefined) return;
      expect(JSON.stringify(body)).toContain('"operator_member":{"x":1}');
      expect(pathsOf(answer).every((path) => path.startsWith('extra_body.'))).toBe(true);
    });

    it('keeps its order, and protocols that refuse blank text get none', async () => {
      const say = (text: string) => [{ type: 'text', text }] as const;
      const messages: ModelRequest['messages'] = [
        { role: 'system', text: 'said-first' },
        { role: 'system', text: ' \n' },
        userMessage('said-second'),
        { role: 'assistant', parts: say(' ') },
        userMessage('said-third'),
        { role: 'assistant', parts: [...say('said-fourth'), ...say('\t')] },
        { role: 'user', parts: [...say(' '), ...say('said-fifth')] },
      ];
      const { body, answer } = await call({ messages });
      const said = JSON.stringify(body).match(/said-\w+/g);
      const order = ['said-first', 'said-second', 'said-third', 'said-fourth', 'said-fifth'];
      // Some protocols put the instructions after the conversation.
      expect(said?.filter((text) => text !== 'said-first')).toEqual(order.slice(1));
      expect(said).toContain('said-first');
      if (dialect !== 'openai' && dialect !== 'ollama') expect(blankTextsIn(body)).toEqual([]);
      expect(answer.warnings).toEqual([]);
    });

    it('becomes a question if the conversation has none', async () => {
      const { body } = await call({ messages: [userMessage(' ')] });
      if (dialect !== 'openai' && dialect !== 'ollama') expect(JSON.stringify(body)).toContain('"Continue."');
    });

    it.each(['{"at": "i', '[]', '7', 'null', 'no JSON at all'])(
      'to go on after a broken call is kept, with the arguments %j',
      async (text) => {
        const messages: ModelRequest['messages'] = [
          userMessage('Look!'),
          { role: 'assistant', parts: [{ type: 'tool-call', id: 'c1', name: 'look', arguments: text }] },
          toolMessage('c1', 'look', 'Error: no valid JSON.'),
        ];
        const { body } = await call({ messages, tools });
        const sent = argumentsIn(body);
        const value = typeof sent === 'string' && dialect !== 'openai' ? JSON.parse(sent) : sent;
        if (dialect === 'openai') expect(value).toBe(text);
        else expect(readObject(value)).not.toBeNull();
      },
    );
  });
}

/** The texts of a body that are only white space. */
function blankTextsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(blankTextsIn) : [];
}

/** The arguments of the only call in a body, as the dialect writes them. */
function argumentsIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(argumentsIn).find((one) => one !== undefined);
  const object = readObject(value);
  if (object === null) return undefined;
  if (object.name === 'look' && ('arguments' in object || 'args' in object || 'input' in object)) {
    return object.arguments ?? object.args ?? object.input;
  }
  return Object.values(object)
    .map(argumentsIn)
    .find((one) => one !== undefined);
}
