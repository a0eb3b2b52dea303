import type { BatchedResult } from '../contract/provider-batches.ts';
import { parseAnswer, readText } from '../json/read-json-value.ts';
import type { ResultLine } from './batch-protocol.ts';

/** Maximum text kept of an unreadable line. Characters. */
const mostUnreadable = 1_000_000;

/** Splits texts that end at line ends into their lines. */
export async function* readResultLines(texts: AsyncIterable<string>): AsyncGenerator<readonly ResultLine[]> {
  for await (const text of texts) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    yield lines.map((line) => ({ text: line, object: parseLine(line) }));
  }
}

/** A result for a row that the provider probably answered. */
export function unreadable({ text, object }: ResultLine): BatchedResult {
  const rowId = object === null ? findRowId(text) : readText(object.custom_id);
  return { type: 'unreadable', rowId, text: text.slice(0, mostUnreadable) };
}

function parseLine(line: string): ResultLine['object'] {
  try {
    return parseAnswer(line);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The name of the row in a broken line. Within the text of an answer, its quotes would be escaped. */
function findRowId(text: string): string | null {
  const [, id = null] = /(?<!\\)"custom_id"\s*:\s*"([^"\\]{1,64})"/.exec(text) ?? [];
  return id;
}
