import type { Question, SeenImage, Turn } from '../../answer/question.ts';
import { type JsonRecord, listAt, recordAt, stringAt } from '../../json-value.ts';
import { invalid, readImageUrl, splitPrefill } from '../read-request.ts';

type Messages = Pick<Question, 'system' | 'turns' | 'prefill'>;

/** Reads the conversation. An assistant message at the end is the prefill. */
export function readOpenAiMessages(messages: readonly unknown[]): Messages {
  const system: string[] = [];
  const turns: Turn[] = [];
  const toolNames = new Map<string, string>();
  for (const [index, message] of messages.entries()) {
    const role = stringAt(message, 'role');
    if (role === 'system' || role === 'developer') system.push(readText(message));
    else turns.push(readTurn(message, role, index, toolNames));
  }
  return { system: system.join('\n\n'), ...splitPrefill(turns) };
}

function readTurn(message: unknown, role: string | null, index: number, toolNames: Map<string, string>): Turn {
  switch (role) {
    case 'user':
      return { role, text: readText(message), images: readImages(message, index) };
    case 'assistant': {
      const calls = listAt(message, 'tool_calls').map((call) => {
        return { id: stringAt(call, 'id') ?? '', name: stringAt(recordAt(call, 'function'), 'name') ?? '' };
      });
      for (const { id, name } of calls) toolNames.set(id, name);
      return { role, text: readText(message), calls };
    }
    case 'tool': {
      const toolCallId = stringAt(message, 'tool_call_id') ?? '';
      const toolName = toolNames.get(toolCallId);
      if (toolName === undefined) {
        throw invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      }
      return { role, toolName, text: readText(message) };
    }
    default:
      throw invalid(
        `Invalid value: '${role ?? ''}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
        `messages[${index}].role`,
      );
  }
}

function readText(message: unknown): string {
  const content = stringAt(message, 'content');
  if (content !== null) return content;
  return listAt(message, 'content')
    .map((part) => stringAt(part, 'text') ?? '')
    .filter((text) => text !== '')
    .join('\n');
}

function readImages(message: unknown, index: number): SeenImage[] {
  return listAt(message, 'content')
    .filter((part) => stringAt(part, 'type') === 'image_url')
    .map((part) => readImage(part as JsonRecord, index));
}

/** Mistral sends the address as the member itself. */
function readImage(part: JsonRecord, index: number): SeenImage {
  const url = stringAt(part, 'image_url') ?? stringAt(recordAt(part, 'image_url'), 'url');
  const image = url === null ? null : readImageUrl(url);
  if (image === null)
    throw invalid(
      'Invalid image_url: expected a base64-encoded data URL with an image MIME type or an http(s) address.',
      `messages[${index}].content`,
    );
  return image;
}
