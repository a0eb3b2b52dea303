import type { Question, SeenImage, Turn } from '../../answer/question.ts';
import { listAt, recordAt, stringAt } from '../../json-value.ts';
import { invalid, readImageUrl, splitPrefill } from '../read-request.ts';

/** Reads the conversation. An assistant message at the end is the prefill. */
export function readCohereMessages(messages: readonly unknown[]): Pick<Question, 'system' | 'turns' | 'prefill'> {
  const system: string[] = [];
  const turns: Turn[] = [];
  const toolNames = new Map<string, string>();
  for (const message of messages) {
    if (stringAt(message, 'role') === 'system') system.push(readText(message));
    else turns.push(readTurn(message, toolNames));
  }
  return { system: system.join('\n\n'), ...splitPrefill(turns) };
}

function readTurn(message: unknown, toolNames: Map<string, string>): Turn {
  const role = stringAt(message, 'role');
  switch (role) {
    case 'user':
      return { role, text: readText(message), images: listAt(message, 'content').flatMap(readImage) };
    case 'assistant': {
      const calls = listAt(message, 'tool_calls').map((call) => {
        return { id: stringAt(call, 'id') ?? '', name: stringAt(recordAt(call, 'function'), 'name') ?? '' };
      });
      for (const { id, name } of calls) toolNames.set(id, name);
      return { role, text: readText(message), calls };
    }
    case 'tool': {
      const toolName = toolNames.get(stringAt(message, 'tool_call_id') ?? '');
      if (toolName === undefined)
        throw invalid('invalid request: a tool message must answer a tool call of a previous message');
      return { role, toolName, text: readText(message) };
    }
    default:
      throw invalid(`invalid request: invalid role '${role ?? ''}' in messages`);
  }
}

/** Content is text, or a list of text parts and documents. */
function readText(message: unknown): string {
  const content = stringAt(message, 'content');
  if (content !== null) return content;
  return listAt(message, 'content')
    .map((part) => {
      const document = recordAt(part, 'document');
      const data = document?.data;
      return (
        stringAt(part, 'text') ?? (typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data))
      );
    })
    .filter((text) => text !== '')
    .join('\n');
}

function readImage(part: unknown): SeenImage[] {
  if (stringAt(part, 'type') !== 'image_url') return [];
  const image = readImageUrl(stringAt(recordAt(part, 'image_url'), 'url') ?? '');
  if (image === null) throw invalid('invalid request: image_url must be a data URL or an http(s) address');
  return [image];
}
