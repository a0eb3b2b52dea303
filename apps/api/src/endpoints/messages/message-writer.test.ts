import type { AssistantPart, ProviderState } from '@penstock/providers';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '@penstock/providers/testing';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { EndedPart } from '../../generation/generation-event.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { documentedEvents } from '../testing/documented-members.ts';
import { wrongOrders } from '../testing/wrong-orders.ts';
import { MessageWriter } from './message-writer.ts';
import { checkMessageEvents, type NamedEvent, readNamedEvents } from './testing/check-message-events.ts';
import { toMessage } from './to-message.ts';

const state = (value: ProviderState['value'], dialect = 'anthropic'): ProviderState => ({
  providerId: 'p',
  dialect,
  value,
});

/** Writes an answer like a stream, and reads its events. `showsThoughts`: default true. */
function write(
  generation: Generation,
  say: (writer: MessageWriter) => readonly string[],
  showsThoughts = true,
): readonly NamedEvent[] {
  const writer = new MessageWriter({ id: generation.id, promptTokens: 7, modelId: 'a/b', showsThoughts });
  return readNamedEvents([writer.opening(), ...say(writer), writer.ending(generation)].join(''));
}

function answer(parts: readonly AssistantPart[]): Generation {
  const toolCalls = parts.filter((part) => part.type === 'tool-call');
  const finishReason = toolCalls.length > 0 ? 'tool-calls' : 'stop';
  return { ...sampleGeneration(), parts, toolCalls, finishReason, rawFinishReason: null };
}

const call = (index: number, argumentsDelta: string) => ({ index, id: `c${index}`, name: 'look', argumentsDelta });
const callPart = (index: number, text: string): AssistantPart => {
  return { type: 'tool-call', id: `c${index}`, name: 'look', arguments: text };
};
const thought: EndedPart = { type: 'reasoning', state: state({ type: 'thinking', signature: 'sig' }) };

const rich = answer([
  { type: 'reasoning', text: 'hm', state: state({ type: 'thinking', signature: 'sig' }) },
  { type: 'reasoning', text: '', state: state({ type: 'redacted_thinking', data: 'x' }) },
  { type: 'text', text: 'Let me look.' },
  callPart(0, '{"at":1}'),
]);
const writeRich = (writer: MessageWriter) => [
  writer.reasoning('h'),
  writer.reasoning('m'),
  writer.partsEnded([thought, { type: 'reasoning', state: state({ type: 'redacted_thinking', data: 'x' }) }]),
  writer.text('Let me '),
  writer.text('look.'),
  writer.toolCall(call(0, '')),
  writer.toolCall(call(0, '{"at"')),
  writer.toolCall(call(0, ':1}')),
];

/** Answers with each kind of block, and with each kind of end. */
function answers(): readonly {
  name: string;
  generation: Generation;
  say: (writer: MessageWriter) => readonly string[];
}[] {
  const own = state({ thoughtSignature: 's' }, 'google');
  const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'grass' } };
  const cited = state({ citations: [{ type: 'char_location', cited_text: 'green' }] });
  const text = (words: string): AssistantPart => ({ type: 'text', text: words });
  const says =
    (...pieces: string[]) =>
    (writer: MessageWriter) =>
      pieces.map((piece) => writer.text(piece));
  return [
    { name: 'everything', generation: rich, say: writeRich },
    { name: 'a text', generation: answer([text('So it is.')]), say: says('So ', 'it ', 'is.') },
    {
      name: 'a text cut by its limit',
      generation: { ...answer([text('So')]), finishReason: 'length' },
      say: says('S', 'o'),
    },
    {
      name: 'a refusal',
      generation: { ...answer([{ type: 'text', text: 'I cannot.', isRefusal: true }]), finishReason: 'content-filter' },
      say: (writer) => [writer.refusal('I '), writer.refusal('cannot.')],
    },
    {
      name: 'a text with a source, after a tool of its provider',
      generation: answer([
        { type: 'text', text: '', state: state({ block: search }) },
        { type: 'text', text: 'Green.', state: cited },
      ]),
      say: (writer) => [
        writer.partsEnded([{ type: 'text', state: state({ block: search }) }]),
        writer.text('Green.'),
        writer.partsEnded([{ type: 'text', state: cited }]),
      ],
    },
    {
      name: 'reasoning of another provider, and two calls',
      generation: answer([{ type: 'reasoning', text: 'hm', state: own }, callPart(0, '{"at":1}'), callPart(1, '{}')]),
      say: (writer) => [
        writer.reasoning('hm'),
        writer.partsEnded([{ type: 'reasoning', state: own }]),
        writer.toolCall(call(0, '{"at":1}')),
        writer.toolCall(call(1, '')),
      ],
    },
  ];
}

describe('the events of a streamed answer', () => {
  test('have the order of Anthropic, and add up to the whole answer', () => {
    const events = write(rich, writeRich);
    expect(checkMessageEvents(events, toMessage(rich, true).content)).toEqual([]);
    expect(events[0]?.data).toMatchObject({ message: { usage: { input_tokens: 7 } } });
    expect(events.at(-2)?.data).toMatchObject({ delta: { stop_reason: 'tool_use', stop_sequence: null } });
  });

  test.each([
    {
      name: 'a refusal that came after its text',
      text: ['I ca', 'nnot.'],
      refusal: ['I cannot.'],
      said: 'I cannot.',
    },
    { name: 'a refusal in equal pieces', text: [], refusal: ['no, ', 'no, ', 'no'], said: 'no, no, no' },
    {
      name: 'the reason of a refusal after a text',
      text: ['Well.'],
      refusal: [' Forbidden.'],
      said: 'Well. Forbidden.',
    },
  ])('contain $name once', ({ text, refusal, said }) => {
    const events = write(answer([]), (writer) => [
      ...text.map((piece) => writer.text(piece)),
      ...refusal.map((piece) => writer.refusal(piece)),
    ]);
    expect(events.map(({ data }) => (data.delta as { text?: string } | undefined)?.text ?? '').join('')).toBe(said);
  });

  describe.each(answers())('of $name', ({ generation, say }) => {
    const events = write(generation, say);
    const { content } = toMessage(generation, true);

    test('are invalid if any event is missing, doubled or out of order', () => {
      expect(checkMessageEvents(events, content)).toEqual([]);
      for (const { what, index, events: wrong } of wrongOrders(events)) {
        // Anthropic does not define where in its text a source is sent.
        const isOfSource = /citations_delta/.test(JSON.stringify(events.slice(index, index + 2)));
        if (what === 'behind the next' && isOfSource && events[index + 1]?.event === 'content_block_delta') continue;
        expect(checkMessageEvents(wrong, content), `${events[index]?.event} ${index} ${what}`).not.toEqual([]);
      }
    });

    test("have the members that Anthropic's types have", () => {
      const documented = documentedEvents('@anthropic-ai/sdk/resources/messages/messages', 'RawMessageStreamEvent');
      expect(documented.size).toBe(6);
      for (const { event, data } of events) {
        const { required = [], all = [] } = documented.get(event) ?? {};
        expect(required, event).not.toEqual([]);
        expect(Object.keys(data), event).toEqual(expect.arrayContaining([...required]));
        expect([...all, 'penstock'], event).toEqual(expect.arrayContaining(Object.keys(data)));
      }
    });
  });

  test.each(answers())('report a failure of $name, so that it does not look complete', ({ generation, say }) => {
    const writer = new MessageWriter({ id: generation.id, promptTokens: 7, modelId: 'a/b', showsThoughts: true });
    const error = new ServiceError('ALL_MODELS_FAILED', 'No model answered.');
    const events = readNamedEvents([writer.opening(), ...say(writer), writer.failing(error)].join(''));
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { message: 'No model answered.' } } });
    expect(checkMessageEvents(events, [])).not.toEqual([]);
    expect(events.some(({ event }) => event === 'message_stop')).toBe(false);
  });

  test('put mixed pieces of parallel calls in order', () => {
    const whole = answer([
      callPart(0, '{"at":1}'),
      callPart(1, '{"at":2}'),
      callPart(2, '{}'),
      { type: 'text', text: 'So.' },
    ]);
    const events = write(whole, (writer) => [
      writer.toolCall(call(0, '')),
      writer.toolCall(call(1, '{"a')),
      writer.toolCall(call(0, '{"at":')),
      writer.toolCall(call(2, '{}')),
      writer.text('So.'),
      writer.toolCall(call(1, 't":2}')),
      writer.toolCall(call(0, '1}')),
    ]);
    expect(checkMessageEvents(events, toMessage(whole, true).content)).toEqual([]);
  });

  test('end a call without arguments when its provider ends it', () => {
    const whole = answer([callPart(0, '{}'), { type: 'text', text: 'So.' }]);
    const events = write(whole, (writer) => [
      writer.toolCall(call(0, '')),
      writer.partsEnded([{ type: 'tool-call', index: 0 }]),
      writer.text('So.'),
    ]);
    expect(checkMessageEvents(events, toMessage(whole, true).content)).toEqual([]);
  });

  test('include parts that came after the last delta', () => {
    const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'grass' } };
    const whole = answer([
      { type: 'text', text: 'Green.', state: state({ citations: [{ type: 'char_location' }] }) },
      { type: 'text', text: '', state: state({ block: search }) },
    ]);
    const events = write(whole, (writer) => [writer.text('Green.')]);
    expect(checkMessageEvents(events, toMessage(whole, true).content)).toEqual([]);
  });

  test('include no reasoning for a client that did not request it', () => {
    const whole = answer([
      { type: 'reasoning', text: 'hm', state: state({}, 'openai') },
      { type: 'text', text: 'So.' },
    ]);
    const events = write(whole, (writer) => [writer.reasoning('hm'), writer.text('So.')], false);
    expect(checkMessageEvents(events, [{ type: 'text', text: 'So.' }])).toEqual([]);
    expect(toMessage(whole, false).content).toEqual([{ type: 'text', text: 'So.' }]);
  });

  test('include the state of another provider', () => {
    const own = state({ thoughtSignature: 's' }, 'google');
    const whole = answer([
      { type: 'reasoning', text: 'hm', state: own },
      { type: 'tool-call', id: 'c0', name: 'look', arguments: '{}', state: own },
    ]);
    const events = write(whole, (writer) => [
      writer.reasoning('hm'),
      writer.partsEnded([{ type: 'reasoning', state: own }]),
      writer.toolCall({ ...call(0, '{}'), state: own }),
    ]);
    expect(checkMessageEvents(events, toMessage(whole, true).content)).toEqual([]);
  });

  test.skipIf(!hasRecordings)(titleOfRecorded('are checked as a recorded answer is'), () => {
    const events = readRecordedChunks('anthropic-text').map((line): NamedEvent => {
      const data = JSON.parse(line);
      return { event: data.type, data };
    });
    const text = events.map(({ data }) => (data.delta as { text?: string } | undefined)?.text ?? '').join('');
    expect(checkMessageEvents(events, [{ type: 'text', text }])).toEqual([]);
    const said = events.filter(({ event }) => event !== 'ping');
    for (const index of said.keys()) {
      expect(checkMessageEvents(said.toSpliced(index, 1), [{ type: 'text', text }])).not.toEqual([]);
    }
  });
});
