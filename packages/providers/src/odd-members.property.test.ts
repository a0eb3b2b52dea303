import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AnthropicAnswer } from './anthropic/from-anthropic-event.ts';
import { CohereAnswer } from './cohere/from-cohere-event.ts';
import { isProviderError } from './contract/errors/provider-error.ts';
import type { StreamEvent } from './contract/stream-event.ts';
import { GoogleAnswer } from './google/from-google-event.ts';
import { EventAnswerReader } from './http/event-answer-reader.ts';
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

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };

const dialects: readonly [string, WireForm, () => AnswerTranslator][] = [
  ['openai', openAiWire, () => new OpenAiAnswer(context, { repeatedPrefill: null })],
  ['responses', responsesWire, () => new ResponsesAnswer(context)],
  ['anthropic', anthropicWire, () => new AnthropicAnswer(context, { answerTool: null, trailingSpace: '' })],
  ['google', googleWire, () => new GoogleAnswer(context)],
  ['cohere', cohereWire, () => new CohereAnswer(context, 'm')],
  ['ollama', ollamaWire, () => new OllamaAnswer(context)],
];

/** Wrong values for a member. */
const oddValue = fc.constantFrom<unknown>(
  null,
  '',
  'odd',
  0,
  -1,
  7,
  1e300,
  true,
  [],
  ['odd'],
  [null],
  {},
  { odd: 1 },
  [[{}]],
  '{"a":',
  '🌊',
);
/** Which of ten members are replaced, in turn, and the new values. */
const oddities = fc.array(fc.record({ at: fc.nat(9), value: oddValue }), { minLength: 1, maxLength: 30 });

function spoil(value: unknown, next: () => { isOdd: boolean; value: unknown }): unknown {
  const odd = next();
  if (odd.isOdd) return odd.value;
  if (Array.isArray(value)) return value.map((item) => spoil(item, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, spoil(member, next)]));
}

it.each(dialects)(
  'any member of the dialect %s may be of any type: events in order, or a typed failure',
  (_, wire, open) => {
    const calls = [...wire.call(0, 'c', 'look', ['{"city":', '"Oslo"}']), ...wire.call(1, 'd', 'look', ['{}'])];
    const events = [...(wire.opening ?? []), wire.text('a'), ...calls, wire.text('b'), ...wire.ending('stop')];
    fc.assert(
      fc.property(oddities, (odd) => {
        let count = 0;
        const next = (): { isOdd: boolean; value: unknown } => {
          const { at, value } = odd[Math.floor(count / 10) % odd.length] ?? { at: 0, value: null };
          return { isOdd: count++ % 10 === at, value };
        };
        const lines = events.map((event) => JSON.stringify(spoil(event, next)));
        const text = lines.map((line) => (wire.isLines ? `${line}\n` : `data: ${line}\n\n`)).join('');
        const reader = new EventAnswerReader(context, open());
        const read: StreamEvent[] = [];
        try {
          reader.read(Buffer.from(text), read);
          reader.end(read);
        } catch (error) {
          expect(isProviderError(error)).toBe(true);
          return;
        }
        expect(checkEventOrder(read)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  },
);
