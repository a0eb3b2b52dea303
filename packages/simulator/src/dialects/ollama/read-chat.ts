import type { AnswerFormat, Question, Turn } from '../../answer/question.ts';
import { isRecord, listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import type { Chat } from '../dialect.ts';
import { checkModel, invalid, readFunctionTools, splitPrefill } from '../read-request.ts';
import { writeOllamaAnswer } from './write-answer.ts';
import { OllamaStreamWriter } from './write-stream.ts';

/** Reads the body of `/api/chat`. */
export function readOllamaChat(body: unknown): Chat {
  if (!isRecord(body)) throw invalid('invalid JSON in the request body');
  const model = stringAt(body, 'model');
  if (model === null || model === '') throw invalid('model is required');
  checkModel(model, `model '${model}' not found`);
  if (!Array.isArray(body.messages) || body.messages.length === 0) throw invalid('messages is required');
  const options = recordAt(body, 'options');
  const question: Chat['question'] = {
    model,
    ...readMessages(body.messages),
    tools: readFunctionTools(listAt(body, 'tools')),
    toolChoice: { type: 'auto' },
    allowsParallelCalls: true,
    format: readFormat(body.format),
    maxTokens: readLimit(numberAt(options, 'num_predict')),
    stop: listAt(options, 'stop').filter((item) => typeof item === 'string'),
    seed: numberAt(options, 'seed'),
    wantsReasoning: body.think === true || typeof body.think === 'string',
    caching: 'none',
  };
  return {
    question,
    isStreamed: body.stream !== false,
    createWriter: () => new OllamaStreamWriter(model),
    writeWhole: (answer) => writeOllamaAnswer(model, answer),
  };
}

/** -1 and -2 mean no limit. */
function readLimit(tokens: number | null): number | null {
  return tokens === null || tokens < 0 ? null : tokens;
}

function readFormat(format: unknown): AnswerFormat {
  if (format === 'json') return { type: 'json' };
  return isRecord(format) ? { type: 'json-schema', schema: format } : { type: 'text' };
}

function readMessages(messages: readonly unknown[]): Pick<Question, 'system' | 'turns' | 'prefill'> {
  const system = messages
    .filter((message) => stringAt(message, 'role') === 'system')
    .map((message) => stringAt(message, 'content') ?? '');
  const turns = messages.filter((message) => stringAt(message, 'role') !== 'system').map(readTurn);
  return { system: system.join('\n\n'), ...splitPrefill(turns) };
}

function readTurn(message: unknown): Turn {
  const role = stringAt(message, 'role');
  const text = stringAt(message, 'content') ?? '';
  switch (role) {
    case 'user': {
      const images = listAt(message, 'images').map((data) => readImage(data));
      return { role, text, images };
    }
    case 'assistant':
      return {
        role,
        text,
        calls: listAt(message, 'tool_calls').map((call) => ({
          id: '',
          name: stringAt(recordAt(call, 'function'), 'name') ?? '',
        })),
      };
    case 'tool':
      return { role, toolName: stringAt(message, 'tool_name') ?? '', text };
    default:
      throw invalid(`invalid role: ${role ?? ''}, must be one of [system user assistant tool]`);
  }
}

/** Ollama takes plain base64 and detects the type of an image by its first bytes. */
function readImage(data: unknown): { mediaType: string; data: string } {
  if (typeof data !== 'string' || !/^[\w+/=\s]+$/.test(data))
    throw invalid('illegal base64 data in the images of a message');
  return { mediaType: data.startsWith('/9j/') ? 'image/jpeg' : 'image/png', data };
}
