import type { Question, SeenImage, Turn } from '../../answer/question.ts';
import { listAt, recordAt, stringAt } from '../../json-value.ts';
import { invalid, readImageUrl } from '../read-request.ts';
import { encryptedMark } from './output.ts';

type Conversation = Pick<Question, 'system' | 'turns' | 'prefill'>;
type AssistantTurn = Extract<Turn, { role: 'assistant' }>;

/** Reads the items of a conversation. The protocol has no prefill, so no answer is continued. */
export function readInput(instructions: string | null, input: readonly unknown[]): Conversation {
  const system: string[] = instructions === null ? [] : [instructions];
  const turns: Turn[] = [];
  const toolNames = new Map<string, string>();
  /** Neighbouring items of the assistant form one turn. */
  const answer = (): { text: string; calls: { id: string; name: string }[] } => {
    const last = turns.at(-1);
    if (last?.role !== 'assistant') turns.push({ role: 'assistant', text: '', calls: [] } satisfies AssistantTurn);
    return turns.at(-1) as AssistantTurn & ReturnType<typeof answer>;
  };
  for (const [index, item] of input.entries()) {
    switch (stringAt(item, 'type') ?? 'message') {
      case 'message': {
        const role = stringAt(item, 'role');
        const text = readText(item);
        if (role === 'system' || role === 'developer') system.push(text);
        else if (role === 'user') turns.push({ role, text, images: readImages(item, index) });
        else if (role === 'assistant') answer().text += text;
        else {
          throw invalid(
            `Invalid value: '${role ?? ''}'. Supported values are: 'assistant', 'system', 'developer', and 'user'.`,
            `input[${index}]`,
          );
        }
        break;
      }
      case 'function_call':
      case 'custom_tool_call': {
        const call = { id: stringAt(item, 'call_id') ?? '', name: stringAt(item, 'name') ?? '' };
        toolNames.set(call.id, call.name);
        answer().calls.push(call);
        break;
      }
      case 'function_call_output':
      case 'custom_tool_call_output':
        turns.push(readResult(item, index, toolNames));
        break;
      case 'reasoning':
        checkReasoning(item, index, input[index + 1]);
        break;
      default:
        throw invalid(`Invalid value: '${stringAt(item, 'type')}'.`, `input[${index}].type`);
    }
  }
  return { system: system.join('\n\n'), turns, prefill: null };
}

function readResult(item: unknown, index: number, toolNames: ReadonlyMap<string, string>): Turn {
  const id = stringAt(item, 'call_id') ?? '';
  const toolName = toolNames.get(id);
  if (toolName === undefined) throw invalid(`No tool call found for function call output with call_id ${id}.`, 'input');
  const output = stringAt(item, 'output');
  const text = output ?? textOf(listAt(item, 'output'));
  if (output === null && recordAt(item, 'output') !== null) {
    throw invalid(`Invalid type for 'input[${index}].output'.`, `input[${index}].output`);
  }
  return { role: 'tool', toolName, text };
}

/** Nothing is stored. Reasoning must come back encrypted, without its id, and before the item that followed it. */
function checkReasoning(item: unknown, index: number, next: unknown): void {
  const id = stringAt(item, 'id');
  const encrypted = stringAt(item, 'encrypted_content');
  if (encrypted === null) {
    throw invalid(
      `Item with id '${id ?? ''}' not found. Items are not persisted when \`store\` is set to false.`,
      'input',
    );
  }
  if (!encrypted.startsWith(encryptedMark)) {
    throw invalid(`The encrypted content ${encrypted.slice(0, 4)}... could not be verified.`, null);
  }
  const type = stringAt(next, 'type') ?? 'message';
  const isFollowed = ['reasoning', 'function_call', 'custom_tool_call'].includes(type) || isAnswer(next, type);
  if (!isFollowed) {
    throw invalid(
      `Item 'input[${index}]' of type 'reasoning' was provided without its required following item.`,
      'input',
    );
  }
}

function isAnswer(item: unknown, type: string): boolean {
  return type === 'message' && stringAt(item, 'role') === 'assistant';
}

function readText(item: unknown): string {
  return stringAt(item, 'content') ?? textOf(listAt(item, 'content'));
}

function textOf(parts: readonly unknown[]): string {
  return parts
    .map((part) => stringAt(part, 'text') ?? '')
    .filter((text) => text !== '')
    .join('\n');
}

function readImages(item: unknown, index: number): SeenImage[] {
  return listAt(item, 'content')
    .filter((part) => stringAt(part, 'type') === 'input_image')
    .map((part) => {
      const image = readImageUrl(stringAt(part, 'image_url') ?? '');
      if (image !== null) return image;
      throw invalid(
        `Invalid 'input[${index}].content': expected a valid URL or a base64-encoded data URL with an image MIME type.`,
        `input[${index}].content`,
      );
    });
}
