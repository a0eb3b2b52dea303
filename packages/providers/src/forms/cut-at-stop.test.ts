import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { StopCutter } from './cut-at-stop.ts';

const delta = (text: string): StreamEvent => ({ type: 'text-delta', text });
const finish: StreamEvent = {
  type: 'finish',
  reason: 'length',
  rawReason: 'length',
  usage: null,
  rawUsage: null,
  skippedEvents: 0,
};

function textAfter(sequences: readonly string[], pieces: readonly string[]): string {
  const cutter = new StopCutter(sequences);
  const events = [...pieces.map((piece) => cutter.cut([delta(piece)])), cutter.cut([finish])].flat();
  return events.flatMap((event) => (event.type === 'text-delta' ? event.text : [])).join('');
}

describe('an answer', () => {
  it.each([
    [['STOP'], 'one STOP two', 'one '],
    [['\nObservation:', '\n\n'], 'a\nObs b\nObservation: c', 'a\nObs b'],
    [['aab'], 'aaaab', 'aa'],
    [['END'], 'never EN', 'never EN'],
    [['🙂x'], 'so 🙂y 🙂x', 'so 🙂y '],
  ])('is cut at the first of %j, however it is divided', (sequences, text, expected) => {
    for (let size = 1; size <= text.length; size += 1) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(textAfter(sequences, pieces)).toBe(expected);
    }
  });

  it('holds back only what may begin a sequence', () => {
    const cutter = new StopCutter(['STOP']);
    expect(cutter.cut([delta('go ST')])).toEqual([delta('go ')]);
    expect(cutter.cut([delta('AY')])).toEqual([delta('STAY')]);
  });

  it('ends as stopped after a cut, and as it ended without one', () => {
    const cutter = new StopCutter(['X']);
    cutter.cut([delta('aXb')]);
    expect(cutter.cut([finish])).toMatchObject([{ type: 'finish', reason: 'stop', rawReason: 'length' }]);
    expect(new StopCutter(['X']).cut([finish])).toEqual([finish]);
  });

  it('loses a call that begins after the cut, and keeps one that began before it', () => {
    const start = (index: number): StreamEvent => ({ type: 'tool-call-start', index, id: `${index}`, name: 'f' });
    const end = (index: number): StreamEvent => ({
      type: 'tool-call-end',
      index,
      id: `${index}`,
      name: 'f',
      arguments: '{}',
    });
    const events = new StopCutter(['X']).cut([start(0), delta('aX'), end(0), start(1), end(1)]);
    expect(events).toEqual([start(0), delta('a'), end(0)]);
  });
});
