import { expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { modelRequest } from '../testing/model-request.ts';
import type { AnswerReader } from './answer-reader.ts';
import { ThoughtsReader } from './thoughts-reader.ts';

/** Each read adds the chunk's text. `!` throws after it. */
function readerOfTexts(): AnswerReader {
  return {
    progress: 'open',
    unread: 'unread',
    read(chunk, into) {
      into.push({ type: 'text-delta', text: String(chunk) });
      if (String(chunk).endsWith('!')) throw new Error('cut');
    },
    end(into) {
      into.push({ type: 'text-end' });
    },
  };
}

function readAll(chunks: readonly string[]): StreamEvent[] {
  const reader = new ThoughtsReader(readerOfTexts(), modelRequest());
  const into: StreamEvent[] = [];
  for (const chunk of chunks) reader.read(Buffer.from(chunk), into);
  reader.end(into);
  return into;
}

it('separates the reasoning, and passes the rest unchanged', () => {
  expect(readAll(['<think>hm</think>', 'fi', 'ne'])).toEqual([
    { type: 'reasoning-delta', text: 'hm' },
    { type: 'text-delta', text: 'fi' },
    { type: 'text-delta', text: 'ne' },
    { type: 'text-end' },
  ]);
});

it('passes the events before an error, and the state of its reader', () => {
  const reader = new ThoughtsReader(readerOfTexts(), modelRequest());
  const into: StreamEvent[] = [];
  expect(() => reader.read(Buffer.from('so far!'), into)).toThrow('cut');
  expect(into).toEqual([{ type: 'text-delta', text: 'so far!' }]);
  expect([reader.progress, reader.unread]).toEqual(['open', 'unread']);
});
