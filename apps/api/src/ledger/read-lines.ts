import { createReadStream } from 'node:fs';

/** One line of a file. `text` null: the line exceeds `longestBytes`. `endsAt`: the offset of the next byte. */
export type FileLine = { text: string | null; endsAt: number };

const newline = 0x0a;

/**
 * Reads a file line by line from the byte `from` to the byte `to`. Holds at most one line and one disk block. The text
 * after the last line feed is a line too.
 */
export async function* readLines(
  file: string,
  { from, to, longestBytes }: { from: number; to: number; longestBytes: number },
): AsyncGenerator<FileLine> {
  if (to <= from) return;
  let pieces: Buffer[] = [];
  let pieceBytes = 0;
  let isTooLong = false;
  let endsAt = from;

  function take(piece: Buffer): void {
    endsAt += piece.length;
    pieceBytes += piece.length;
    if (pieceBytes > longestBytes) {
      isTooLong = true;
      pieces = [];
    }
    if (!isTooLong) pieces.push(piece);
  }

  function finish(): FileLine {
    const text = isTooLong ? null : Buffer.concat(pieces).toString('utf8');
    pieces = [];
    pieceBytes = 0;
    isTooLong = false;
    return { text, endsAt };
  }

  // `end` is inclusive.
  for await (const block of createReadStream(file, { start: from, end: to - 1 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
      take(block.subarray(start, end));
      endsAt += 1;
      yield finish();
      start = end + 1;
    }
    if (start < block.length) take(block.subarray(start));
  }
  if (pieceBytes > 0) yield finish();
}
