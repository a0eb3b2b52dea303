import type { StreamEvent } from '../contract/stream-event.ts';
import type { AnswerReader } from '../http/answer-reader.ts';
import { type Answer, collectStream } from '../stream/collect-stream.ts';

/** Reads a whole answer with a reader, in pieces of `pieceBytes`. Throws the reader's errors. */
export function readInPieces(reader: AnswerReader, text: string, pieceBytes: number): StreamEvent[] {
  const bytes = Buffer.from(text);
  const events: StreamEvent[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    reader.read(bytes.subarray(start, start + pieceBytes), events);
    if (reader.progress === 'finished') return events;
  }
  reader.end(events);
  return events;
}

/** The answer of these events. */
export function answerOf(events: readonly StreamEvent[]): Promise<Answer> {
  async function* once(): AsyncGenerator<readonly StreamEvent[]> {
    yield events;
  }
  return collectStream(once());
}
