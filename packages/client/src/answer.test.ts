import { expect, it } from 'vitest';
import { addEvent, emptyAnswer } from './answer.ts';
import type { GenerationEvent } from './events.ts';

const place = { generationId: 'g', number: 1, follows: 0 };

function read(...events: readonly object[]) {
  return events.map((event) => ({ ...place, ...event }) as GenerationEvent).reduce(addEvent, emptyAnswer);
}

it('joins text, reasoning and refusal separately', () => {
  const answer = read(
    { type: 'GenerationStarted' },
    { type: 'ReasoningDelta', text: 'hm' },
    { type: 'TextDelta', text: 'Hello' },
    { type: 'TextDelta', text: ', world' },
    { type: 'RefusalDelta', text: 'No.' },
  );
  expect(answer).toMatchObject({ generationId: 'g', reasoning: 'hm', text: 'Hello, world', refusal: 'No.' });
});

it('joins the arguments of each tool call', () => {
  const call = (index: number, argumentsDelta: string) => ({
    type: 'ToolCallDelta',
    index,
    id: `c${index}`,
    name: 'look',
    argumentsDelta,
  });
  expect(read(call(0, '{"a"'), call(1, '{}'), call(0, ':1}')).toolCalls).toEqual([
    { id: 'c0', name: 'look', argumentsText: '{"a":1}' },
    { id: 'c1', name: 'look', argumentsText: '{}' },
  ]);
});

it('drops the text when the answer starts over, and keeps it when another model continues', () => {
  const failed = { type: 'AttemptFailed', model: 'a/b' };
  const continued = { type: 'GenerationContinued', model: 'c/d' };
  const said = { type: 'TextDelta', text: 'one' };
  expect(read(said, failed, continued, said)).toMatchObject({ text: 'oneone', failedModels: ['a/b'] });
  expect(read(said, failed, { type: 'GenerationRestarted', model: 'c/d' }, said)).toMatchObject({ text: 'one' });
});

it('keeps the final generation, and ignores unknown events', () => {
  expect(read({ type: 'LaterEvent' }, { type: 'GenerationCompleted', generation: { id: 'g' } }).generation).toEqual({
    id: 'g',
  });
});
