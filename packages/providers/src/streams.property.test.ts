import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnthropicAnswer } from './anthropic/from-anthropic-event.ts';
import { CohereAnswer } from './cohere/from-cohere-event.ts';
import { isProviderError } from './contract/errors/provider-error.ts';
import type { StreamEvent } from './contract/stream-event.ts';
import { defaultUpstreamLimits } from './contract/upstream-limits.ts';
import { GoogleAnswer } from './google/from-google-event.ts';
import { EventAnswerReader } from './http/event-answer-reader.ts';
import { EventTexts } from './http/event-texts.ts';
import { ThoughtsReader } from './http/thoughts-reader.ts';
import { OllamaAnswer } from './ollama/from-ollama-line.ts';
import { OpenAiAnswer } from './openai/from-openai-event.ts';
import { ResponsesAnswer } from './responses/from-responses-event.ts';
import type { AnswerTranslator } from './stream/answer-translator.ts';
import { checkEventOrder } from './stream/check-event-order.ts';
import { anthropicWire } from './testing/conformance/wire/anthropic-wire.ts';
import { cohereWire } from './testing/conformance/wire/cohere-wire.ts';
import { googleWire } from './testing/conformance/wire/google-wire.ts';
import { ollamaWire } from './testing/conformance/wire/ollama-wire.ts';
import { openAiWire } from './testing/conformance/wire/openai-wire.ts';
import { responsesWire } from './testing/conformance/wire/responses-wire.ts';
import type { WireForm } from './testing/conformance/wire-form.ts';
import { modelRequest } from './testing/model-request.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };

/** With the bridge, 10,000 runs in total. */
const runsOfDialect = 1_900;
const runsOfBridge = 500;
const timeoutMs = 60_000;

const dialects: readonly [string, WireForm, () => AnswerTranslator][] = [
  ['openai', openAiWire, () => new OpenAiAnswer(context, { repeatedPrefill: null })],
  ['responses', responsesWire, () => new ResponsesAnswer(context)],
  ['anthropic', anthropicWire, () => new AnthropicAnswer(context, { answerTool: null, trailingSpace: '' })],
  ['google', googleWire, () => new GoogleAnswer(context)],
  ['cohere', cohereWire, () => new CohereAnswer(context, 'm')],
  ['ollama', ollamaWire, () => new OllamaAnswer(context)],
];

/** Members for content, structure or the end. Every other member may be null or missing. */
const essential = new Set([
  'choices',
  'delta',
  'content',
  'finish_reason',
  'candidates',
  'parts',
  'text',
  'finishReason',
  'type',
  'message',
  'done',
  'stop_reason',
  'tool_calls',
  'function',
  'name',
  'arguments',
  'functionCall',
  'args',
  'content_block',
  'partial_json',
  'city',
  'item',
]);

type Wild = {
  pieces: string[];
  hasCall: boolean;
  end: string;
  isDense: boolean;
  /** Bytes between two events. */
  keepAlives: string[];
  /** One choice for each optional member, in turn. */
  losses: ('kept' | 'null' | 'missing' | 'other')[];
  /** Lengths of the reads, in turn. */
  reads: number[];
  /** The place of the cut, as a share of the stream's bytes. 1 for its end. */
  cut: number;
  /** The broken event, as a share. Null for none. */
  broken: number | null;
};

/** Members that distinguish the pieces of calls and items. A wrong value means another call. */
const naming = new Set(['index', 'id', 'call_id', 'item_id', 'output_index', 'content_index']);
/** Wrong values for a member. */
const others: readonly unknown[] = ['odd', '', 7, -1, true, false, [], ['odd'], {}, { odd: 1 }, 1e300];

const piece = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '"', '\\', 'ü', '🌊', '{', 'data: ', '</'),
  minLength: 1,
});

const wildStream: fc.Arbitrary<Wild> = fc.record({
  pieces: fc.array(piece, { minLength: 1, maxLength: 6 }),
  hasCall: fc.boolean(),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  isDense: fc.boolean(),
  keepAlives: fc.array(fc.constantFrom('', ': ping', 'event: x', 'id: 7', ':'), { minLength: 1, maxLength: 5 }),
  losses: fc.array(fc.constantFrom('kept' as const, 'null' as const, 'missing' as const, 'other' as const), {
    minLength: 1,
    maxLength: 20,
  }),
  reads: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }),
  cut: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  broken: fc.option(fc.double({ min: 0, max: 0.999, noNaN: true }), { freq: 3 }),
});

/** The bytes of a stream, and whether one of its events is broken. */
function write(wire: WireForm, wild: Wild): { bytes: Buffer; isBroken: boolean } {
  const call = wild.hasCall ? wire.call(0, 'call-1', 'look', ['{"city":', '"Oslo"}']) : [];
  const opening = wire.opening ?? [];
  const content = [...wild.pieces.map((text) => wire.text(text)), ...call];
  let losses = 0;
  const thin = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(thin);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
      const loss = essential.has(name) ? 'kept' : wild.losses[losses++ % wild.losses.length];
      if (loss === 'missing') return [];
      if (loss === 'other' && !naming.has(name)) return [[name, others[losses % others.length]]];
      return [[name, loss === 'null' ? null : thin(member)]];
    });
    return Object.fromEntries(entries);
  };
  const events = [...opening, ...content, ...wire.ending('stop')].map((event) => JSON.stringify(thin(event)));
  const isBroken = wild.broken !== null;
  if (wild.broken !== null) {
    const at = opening.length + Math.floor(wild.broken * content.length);
    const text = events[at] ?? '';
    events[at] = text.slice(0, Math.max(1, Math.floor(text.length * wild.broken)));
  }
  if (wire.mark !== null) events.push(typeof wire.mark === 'string' ? wire.mark : JSON.stringify(wire.mark));
  const lines = events.flatMap((event, index) => {
    const keepAlive = wild.keepAlives[index % wild.keepAlives.length] ?? '';
    const before = keepAlive === '' || wire.isLines ? [] : [keepAlive, ...(keepAlive.startsWith('event') ? [] : [''])];
    return wire.isLines ? [event] : [...before, `data: ${event}`, ...(wild.isDense ? [] : [''])];
  });
  const bytes = Buffer.from(lines.map((line) => line + wild.end).join(''));
  return { bytes: bytes.subarray(0, Math.ceil(bytes.length * wild.cut)), isBroken };
}

function* inReads(bytes: Buffer, reads: readonly number[]): Generator<Buffer> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const length = reads[index % reads.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

describe.each(dialects)('any stream of the dialect %s', (_, wire, open) => {
  it(
    'is read whole, or fails: never with a hole',
    () => {
      fc.assert(
        fc.property(wildStream, (wild) => {
          const { bytes, isBroken } = write(wire, wild);
          const reader = new ThoughtsReader(new EventAnswerReader(context, open()), modelRequest());
          const events: StreamEvent[] = [];
          try {
            for (const chunk of inReads(bytes, wild.reads)) {
              reader.read(chunk, events);
              if (reader.progress === 'finished') break;
            }
            reader.end(events);
          } catch (error) {
            expect(isProviderError(error)).toBe(true);
            expect(isBroken || wild.cut < 1).toBe(true);
            return;
          }
          expect(isBroken).toBe(false);
          expect(checkEventOrder(events)).toEqual([]);
          expect(textOf(events)).toBe(wild.pieces.join(''));
          const calls = events.filter((event) => event.type === 'tool-call-end');
          expect(calls.map((call) => JSON.parse(call.arguments))).toEqual(wild.hasCall ? [{ city: 'Oslo' }] : []);
        }),
        { numRuns: runsOfDialect },
      );
    },
    timeoutMs,
  );
});

describe('any stream, for the bridge', () => {
  it(
    'passes on every event, or fails',
    () => {
      fc.assert(
        fc.property(wildStream, (wild) => {
          const { bytes, isBroken } = write(googleWire, { ...wild, cut: 1 });
          const texts = new EventTexts(context, defaultUpstreamLimits);
          const passed: string[] = [];
          try {
            for (const chunk of inReads(bytes, wild.reads)) {
              texts.read(chunk);
              passed.push(...texts.take());
            }
            texts.end();
          } catch (error) {
            expect(isProviderError(error)).toBe(true);
            expect(isBroken).toBe(true);
            return;
          }
          expect(isBroken).toBe(false);
          passed.push(...texts.take());
          const answer = new GoogleAnswer(context);
          const events: StreamEvent[] = [];
          for (const text of passed) answer.translate(JSON.parse(text), events);
          expect(textOf(events)).toBe(wild.pieces.join(''));
        }),
        { numRuns: runsOfBridge },
      );
    },
    timeoutMs,
  );
});

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
