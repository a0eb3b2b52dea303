import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { AnswerReader } from '../http/answer-reader.ts';
import { FormedReader, type FormedReaderOptions } from './formed-reader.ts';

const start: StreamEvent = { type: 'start', responseId: 'r', servedModel: null };
const text = (of: string): StreamEvent => ({ type: 'text-delta', text: of });
const usage = { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 2, reasoningTokens: 0 };
const finish: StreamEvent = {
  type: 'finish',
  reason: 'length',
  rawReason: 'length',
  usage,
  rawUsage: null,
  skippedEvents: 0,
};
const call: StreamEvent = { type: 'tool-call-start', index: 0, id: 'c', name: 'look' };

/** A reader whose reads return these events. A null at the end is a failure. */
function readerOf(reads: readonly (readonly (StreamEvent | null)[])[]): AnswerReader {
  let next = 0;
  return {
    unread: null,
    progress: 'open',
    read: (_, into) => {
      for (const event of reads[next++] ?? []) {
        if (event === null) throw new Error('It cannot be read.');
        into.push(event);
      }
    },
    end: () => {},
  };
}

function read(reads: readonly (readonly (StreamEvent | null)[])[], options: Partial<FormedReaderOptions> = {}) {
  let acceptances = 0;
  const reader = new FormedReader(readerOf(reads), {
    warnings: [],
    stop: ['END'],
    ...options,
    onAccepted: () => (acceptances += 1),
  });
  const events: StreamEvent[] = [];
  for (const _ of reads) if (reader.progress !== 'finished') reader.read(Buffer.alloc(0), events);
  return { events, reader, acceptances: () => acceptances };
}

describe('FormedReader', () => {
  it('adds its warnings to those of the request', () => {
    const own = { path: 'seed', action: 'dropped', message: 'a' } as const;
    const added = { path: 'stop', action: 'converted', message: 'b' } as const;
    const { events } = read([[{ ...start, warnings: [own] }]], { warnings: [added] });
    expect(events).toEqual([{ ...start, warnings: [own, added] }]);
  });

  it('reports once, at the first event, that the server accepted the call', () => {
    expect(read([[], [start], [text('a')]]).acceptances()).toBe(1);
    expect(read([[], []]).acceptances()).toBe(0);
  });

  it('finishes at a stop sequence without waiting for the end', () => {
    const { events, reader } = read([[start, text('a E')], [text('ND b')], [text('never')]]);
    expect(events).toMatchObject([start, text('a '), { type: 'finish', reason: 'stop', usage: null }]);
    expect(reader.progress).toBe('finished');
  });

  it('keeps the usage of an answer in one read', () => {
    const { events } = read([[start, text('aENDb'), call, finish]]);
    expect(events).toMatchObject([start, text('a'), { type: 'finish', reason: 'stop', usage }]);
  });

  it('yields held text before a tool call, and cuts nothing after it', () => {
    const { events } = read([[start, text('a E'), call, text('END')]]);
    expect(events).toEqual([start, text('a E'), call, text('END')]);
  });

  it('yields the events before a failure', () => {
    const reader = new FormedReader(readerOf([[start, text('a'), null]]), {
      warnings: [],
      stop: [],
      onAccepted: () => {},
    });
    const events: StreamEvent[] = [];
    expect(() => reader.read(Buffer.alloc(0), events)).toThrow('It cannot be read.');
    expect(events).toEqual([start, text('a')]);
  });
});
