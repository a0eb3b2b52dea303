import type { ModelRequest } from '@penstock/providers';
import { buildModel } from '@penstock/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textHeldBy } from '../testing/read-events.ts';
import { buildModelRequest } from './build-model-request.ts';
import {
  type Delta,
  type Gate,
  type GateState,
  PrefillGate,
  RestartGate,
  SpliceGate,
  withPrefill,
} from './continue-stream.ts';
import type { ExecutionEvent } from './execution-event.ts';

const text = (piece: string): Delta => ({ type: 'text-delta', text: piece });
const thought: Delta = { type: 'reasoning-delta', text: 'Hm.' };
const state = { providerId: 'p', dialect: 'd', value: {} };
const thoughtEnd: Delta = { type: 'reasoning-end', state };
const textEnd: Delta = { type: 'text-end', state };
const image: Delta = { type: 'file', mediaType: 'image/png', data: 'AA' };
const call: Delta = { type: 'tool-call-start', index: 0, id: 'c1', name: 'look' };
const continued: ExecutionEvent = { type: 'continued', modelId: 'm' };
const restarted: ExecutionEvent = { type: 'restarted', modelId: 'm' };

/** All events of an answer, and the state before its end. */
function through(gate: Gate, deltas: readonly Delta[]): { out: ExecutionEvent[]; state: GateState } {
  const out: ExecutionEvent[] = [];
  let state: GateState = 'waiting';
  for (const delta of deltas) {
    if (state === 'open') out.push(delta);
    else if (state === 'waiting') state = gate.accept(delta, out);
  }
  return { out, state };
}

describe('SpliceGate', () => {
  it.each<[string, string, readonly Delta[], ExecutionEvent[]]>([
    [
      'goes on where the text broke',
      'Hello',
      [text('Hel'), text('lo wor'), text('ld')],
      [continued, text(' wor'), text('ld')],
    ],
    ['goes on behind an exact repetition', 'Hello', [text('Hello'), text('!')], [continued, text('!')]],
    [
      'gives all that it held when the text differs',
      'Hello',
      [text('Hel'), text('met')],
      [restarted, text('Hel'), text('met')],
    ],
    [
      'keeps the end of a thought with it, and leaves out the end of text that it repeats',
      'Hello',
      [thought, thoughtEnd, text('Hel'), textEnd, text('lo!')],
      [continued, thought, thoughtEnd, text('!')],
    ],
    ['gives up at a file', 'Hello', [text('Hel'), image], [restarted, text('Hel'), image]],
    ['differs at the first character', 'Hello', [text('Good')], [restarted, text('Good')]],
    [
      'passes the thoughts of a model that repeats',
      'Hi',
      [thought, text('Hi you')],
      [continued, thought, text(' you')],
    ],
    ['starts over for a tool call in place of the text', 'Hi', [thought, call], [restarted, thought, call]],
    ['lets a tool call follow the text', 'Hi', [text('Hi'), call], [continued, call]],
    ['takes no text to repeat as repeated', '', [text('Hi')], [continued, text('Hi')]],
    ['holds back a possible repetition', 'Hello', [text('Hell')], []],
  ])('%s', (_, sent, deltas, expected) => {
    expect(through(new SpliceGate('m', sent, true), deltas).out).toEqual(expected);
  });

  it('reports the difference, and passes nothing, if nothing can be taken back', () => {
    const { out, state } = through(new SpliceGate('m', 'Hello', false), [text('Hel'), text('met')]);
    expect(state).toBe('differs');
    expect(out).toEqual([]);
  });

  it('treats an answer that ends before it has repeated everything as another answer', () => {
    const gate = new SpliceGate('m', 'Hello', true);
    const { out } = through(gate, [text('Hell')]);
    expect(gate.finish(out)).toBe('open');
    expect(out).toEqual([restarted, text('Hell')]);
    const strict = new SpliceGate('m', 'Hello', false);
    expect(strict.finish(through(strict, [text('Hell')]).out)).toBe('differs');
  });

  it('gives the whole new text once, with or without a repetition, for any cuts', () => {
    const pieces = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', ' '), { maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 6 }), pieces, (sent, answer) => {
        const gate = new SpliceGate('m', sent, true);
        const { out, state } = through(gate, answer.map(text));
        if (state === 'waiting') gate.finish(out);
        expect(textHeldBy([{ type: 'text-delta', text: sent }, ...out])).toBe(answer.join(''));
      }),
    );
  });
});

describe('PrefillGate', () => {
  it.each<[string, string, readonly Delta[], ExecutionEvent[]]>([
    ['goes on', 'Hello', [text(' world')], [continued, text(' world')]],
    ['drops the white space that the prefill left out', 'Hello ', [text(' world')], [continued, text('world')]],
    ['drops it in pieces', 'Hello \n', [text(' '), text('\nworld')], [continued, text('world')]],
    [
      'keeps the white space that was sent when the model leaves it out',
      'Hello ',
      [text('world')],
      [continued, text('world')],
    ],
    ['passes thoughts', 'Hello ', [thought, text(' you')], [continued, thought, text('you')]],
    ['passes a tool call', 'Hello', [call], [continued, call]],
  ])('%s', (_, sent, deltas, expected) => {
    expect(through(new PrefillGate('m', sent), deltas).out).toEqual(expected);
  });

  it('reports the continuation even if no text was left', () => {
    const out: ExecutionEvent[] = [];
    expect(new PrefillGate('m', 'Hello').finish(out)).toBe('open');
    expect(out).toEqual([continued]);
  });
});

describe('RestartGate', () => {
  it('reports the restart before the first piece, or at an empty end', () => {
    expect(through(new RestartGate('m'), [text('Hi'), text('!')]).out).toEqual([restarted, text('Hi'), text('!')]);
    const out: ExecutionEvent[] = [];
    new RestartGate('m').finish(out);
    expect(out).toEqual([restarted]);
  });
});

describe('withPrefill', () => {
  const model = buildModel('a/one', { maxOutputTokens: 1_024 });
  const place = { id: 'default', providerId: 'a', upstreamName: 'one', weight: 1 };
  const request = (maxOutputTokens: number | null): ModelRequest =>
    buildModelRequest(
      {
        messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
        tools: [],
        toolChoice: null,
        responseFormat: { type: 'text' },
        temperature: null,
        topP: null,
        maxOutputTokens,
        stop: [],
        seed: null,
      },
      1,
      model,
      place,
    ).request;

  it('begins the answer with the text so far, without white space at its end', () => {
    expect(withPrefill(request(null), 'Hello \n')).toMatchObject({ prefill: 'Hello', maxOutputTokens: null });
  });

  it('has no prefill if only white space was sent', () => {
    expect(withPrefill(request(null), ' \n')).toBeNull();
  });

  it('counts the sent text against the limit of the answer, and leaves at least one token', () => {
    expect(withPrefill(request(100), 'x'.repeat(40))?.maxOutputTokens).toBe(90);
    expect(withPrefill(request(5), 'x'.repeat(40))?.maxOutputTokens).toBe(1);
  });

  it('requests no more than the model can produce', () => {
    expect(request(9_999).maxOutputTokens).toBe(1_024);
  });
});
