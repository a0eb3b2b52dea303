import type { Question, SeenImage, Turn } from '../../answer/question.ts';
import { isRecord, listAt, recordAt, stringAt } from '../../json-value.ts';
import { Refusal } from '../../response/refusal.ts';
import { splitPrefill } from '../read-request.ts';

/** Reads the conversation. A turn of the model at the end is the prefill. */
export function readGoogleContents(contents: readonly unknown[], model: string): Pick<Question, 'turns' | 'prefill'> {
  if (/gemini-(?:[3-9]|\d\d)/.test(model)) checkSignatures(contents);
  const turns = contents.flatMap(readTurns);
  return splitPrefill(turns);
}

/** Gemini 3 and later require the signature of a turn's first call. */
function checkSignatures(contents: readonly unknown[]): void {
  for (const content of contents) {
    const first = listAt(content, 'parts').find((part) => recordAt(part, 'functionCall') !== null);
    if (first === undefined || stringAt(first, 'thoughtSignature') !== null) continue;
    throw new Refusal({
      kind: 'bad-request',
      message: 'Function call is missing a thought_signature in functionCall parts.',
    });
  }
}

/** One content may hold function results and the user's text. Each becomes a turn. */
function readTurns(content: unknown, index: number): Turn[] {
  const parts = listAt(content, 'parts');
  const role = stringAt(content, 'role') ?? 'user';
  if (!['user', 'model', 'function'].includes(role)) {
    throw new Refusal({ kind: 'bad-request', message: 'Please use a valid role: user, model.' });
  }
  if (parts.length === 0) {
    throw new Refusal({
      kind: 'bad-request',
      message: `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`,
    });
  }
  const text = readPartsText(parts);
  if (role === 'model') {
    const calls = parts.flatMap((part) => {
      const call = recordAt(part, 'functionCall');
      return call === null ? [] : [{ id: stringAt(call, 'id') ?? '', name: stringAt(call, 'name') ?? '' }];
    });
    return [{ role: 'assistant', text, calls }];
  }
  const results: Turn[] = parts.flatMap((part) => {
    const result = recordAt(part, 'functionResponse');
    return result === null
      ? []
      : [{ role: 'tool' as const, toolName: stringAt(result, 'name') ?? '', text: readResult(result.response) }];
  });
  const images = parts.flatMap(readImage);
  return text === '' && images.length === 0 ? results : [...results, { role: 'user', text, images }];
}

/** The client wraps a result that is not an object in an object, under a name of its choice. */
function readResult(response: unknown): string {
  if (!isRecord(response)) return JSON.stringify(response ?? {});
  const [only, ...others] = Object.values(response);
  return typeof only === 'string' && others.length === 0 ? only : JSON.stringify(response);
}

function readImage(part: unknown): SeenImage[] {
  const inline = recordAt(part, 'inlineData') ?? recordAt(part, 'inline_data');
  const mediaType = stringAt(inline, 'mimeType') ?? stringAt(inline, 'mime_type');
  const data = stringAt(inline, 'data');
  if (mediaType !== null && data !== null) return [{ mediaType, data }];
  const url = stringAt(recordAt(part, 'fileData'), 'fileUri');
  return url === null ? [] : [{ url }];
}

export function readPartsText(parts: readonly unknown[]): string {
  return parts
    .filter((part) => recordAt({ part }, 'part')?.thought !== true)
    .map((part) => stringAt(part, 'text') ?? '')
    .filter((text) => text !== '')
    .join('\n');
}
