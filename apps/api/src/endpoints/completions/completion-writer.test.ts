import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../errors/service-error.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { CompletionWriter, toCompletion } from './completion-writer.ts';

const generation = sampleGeneration({ createdAtMs: 1_700_000_000_500, text: 'hello', modelId: 'a/served' });
const identity = { id: `cmpl-${generation.id}`, object: 'text_completion', created: 1_700_000_000 };
const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
const open = (includesUsage = false) => new CompletionWriter(generation, 'a/asked', includesUsage);

/** The chunks of a stream's text; the last one is the text `[DONE]`. */
function read(wire: string): unknown[] {
  const events = wire.split('\n\n');
  expect(events.pop()).toBe('');
  return events.map((event) => {
    expect(event.slice(0, 6)).toBe('data: ');
    return event === 'data: [DONE]' ? '[DONE]' : JSON.parse(event.slice(6));
  });
}

const saying = (text: string, finish_reason: string | null = null) => [
  { text, index: 0, logprobs: null, finish_reason },
];

describe('a streamed text completion', () => {
  test('has one event for each piece, with the model that serves it', () => {
    const writer = open();
    const hard = 'quote " back \\ line\n\u2028 \u0000 emoji 😀 and half \ud83d';
    expect(read(writer.text(hard))).toEqual([{ ...identity, model: 'a/asked', choices: saying(hard) }]);
    writer.serveBy('b/next');
    expect(read(writer.text('x'))).toEqual([{ ...identity, model: 'b/next', choices: saying('x') }]);
  });

  test('sends refusals as text, and omits reasoning and tools', () => {
    const writer = open();
    expect(writer.refusal('No.')).toBe(writer.text('No.'));
    expect([writer.opening(), writer.reasoning(), writer.toolCall()]).toEqual(['', '', '']);
  });

  test('ends with its finish reason and the model that served', () => {
    const last = { ...identity, model: 'a/served', choices: saying('', 'stop') };
    expect(read(open().ending(generation))).toEqual([last, '[DONE]']);
    const cut = read(open().ending({ ...generation, finishReason: 'length', modelId: null }));
    expect(cut).toEqual([{ ...last, model: 'a/asked', choices: saying('', 'length') }, '[DONE]']);
  });

  test('has its usage after the last piece if requested', () => {
    const writer = open(true);
    expect(read(writer.text('x'))).toMatchObject([{ usage: null }]);
    const [last, counted, done] = read(writer.ending(generation));
    expect(last).toMatchObject({ choices: saying('', 'stop'), usage: null });
    expect(counted).toMatchObject({ choices: [], usage, penstock: { generation_id: generation.id } });
    expect(done).toBe('[DONE]');
  });

  test('has its warnings once, with or without usage', () => {
    const warned = { ...generation, warnings: [{ action: 'dropped', path: 'seed', message: 'Left out.' }] } as never;
    const [last] = read(open().ending(warned));
    expect(last).toMatchObject({ penstock: { warnings: [{ code: 'DROPPED', path: 'seed' }] } });
    const [before, counted] = read(open(true).ending(warned));
    expect(before).not.toHaveProperty('penstock');
    expect(counted).toMatchObject({ penstock: { warnings: [{ code: 'DROPPED' }] } });
  });

  test('that fails has an error, and no [DONE]', () => {
    const [error, ...others] = read(open().failing(new ServiceError('ALL_MODELS_FAILED', 'No model answered.')));
    expect(error).toMatchObject({ error: { message: 'No model answered.', code: 'all_models_failed' } });
    expect(others).toEqual([]);
  });
});

describe('a whole text completion', () => {
  test('has the text, its finish reason and its usage', () => {
    const whole = toCompletion(generation);
    expect(whole).toMatchObject({ ...identity, model: 'a/served', choices: saying('hello', 'stop'), usage });
  });

  test('of a refusal has its text', () => {
    const refused = { ...generation, text: '', parts: [{ type: 'text', text: 'No.', isRefusal: true }] } as const;
    expect(toCompletion(refused).choices).toEqual(saying('No.', 'stop'));
  });
});
