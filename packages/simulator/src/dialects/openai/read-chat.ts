import { readNamedUsage } from '../../answer/named-usage.ts';
import type { AnswerFormat, OfferedChoice, OfferedTool, QuestionSettings } from '../../answer/question.ts';
import { isRecord, type JsonRecord, listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import type { Chat, Operation } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';
import { readOpenAiMessages } from './read-messages.ts';
import { writeOpenAiAnswer } from './write-answer.ts';
import { OpenAiStreamWriter } from './write-stream.ts';

/** Reads the body of a chat completion. */
export function readOpenAiChat(body: unknown, operation: Operation & { type: 'chat' }): Chat {
  if (!isRecord(body)) throw invalid('We could not parse the JSON body of your request.', null);
  const model = operation.model ?? stringAt(body, 'model');
  if (model === null || model === '') throw invalid('you must provide a model parameter', 'model');
  if (!Array.isArray(body.messages)) throw invalid("Missing required parameter: 'messages'.", 'messages');
  if (body.messages.length === 0)
    throw invalid(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
    );
  checkModel(model, `The model \`${model}\` does not exist or you do not have access to it.`);
  checkRanges(body);
  const question = { model, ...readOpenAiMessages(body.messages), ...readSettings(body) };
  // Mistral and others send the usage without a request for it. A prompt that dictates usage expects it.
  const isNamed = readNamedUsage(question.turns.at(-1)?.text ?? '') !== null;
  const includesUsage = isNamed || recordAt(body, 'stream_options')?.include_usage === true;
  return {
    question,
    isStreamed: body.stream === true,
    createWriter: (usage) => new OpenAiStreamWriter(model, includesUsage, usage),
    writeWhole: (answer) => writeOpenAiAnswer(model, answer),
  };
}

function readSettings(body: JsonRecord): QuestionSettings {
  return {
    tools: listAt(body, 'tools').map(readTool),
    toolChoice: readChoice(body.tool_choice),
    allowsParallelCalls: body.parallel_tool_calls !== false,
    format: readFormat(recordAt(body, 'response_format')),
    maxTokens: numberAt(body, 'max_completion_tokens') ?? numberAt(body, 'max_tokens'),
    stop: typeof body.stop === 'string' ? [body.stop] : listAt(body, 'stop').filter((item) => typeof item === 'string'),
    seed: numberAt(body, 'seed') ?? numberAt(body, 'random_seed'),
    wantsReasoning: false,
    caching: 'automatic',
  };
}

function checkRanges(body: JsonRecord): void {
  const ranges: readonly (readonly [string, number, number])[] = [
    ['temperature', 0, 2],
    ['top_p', 0, 1],
    ['max_tokens', 1, Number.MAX_SAFE_INTEGER],
    ['max_completion_tokens', 1, Number.MAX_SAFE_INTEGER],
  ];
  for (const [field, lowest, highest] of ranges) {
    const value = body[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number')
      throw invalid(`Invalid type for '${field}': expected a number, but got ${JSON.stringify(value)} instead.`, field);
    if (value < lowest)
      throw invalid(`Invalid '${field}': expected a value >= ${lowest}, but got ${value} instead.`, field);
    if (value > highest)
      throw invalid(`Invalid '${field}': expected a value <= ${highest}, but got ${value} instead.`, field);
  }
  if (Array.isArray(body.stop) && body.stop.length > 4) {
    throw invalid(
      `Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${body.stop.length} instead.`,
      'stop',
    );
  }
}

function readTool(tool: unknown, index: number): OfferedTool {
  const described = recordAt(tool, 'function');
  const name = stringAt(described, 'name');
  if (name === null)
    throw invalid(`Missing required parameter: 'tools[${index}].function.name'.`, `tools[${index}].function.name`);
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw invalid(
      `Invalid 'tools[${index}].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      `tools[${index}].function.name`,
    );
  }
  return { name, description: stringAt(described, 'description') ?? '', schema: recordAt(described, 'parameters') };
}

/** Mistral writes `any` for `required`. */
function readChoice(choice: unknown): OfferedChoice {
  if (choice === 'none') return { type: 'none' };
  if (choice === 'required' || choice === 'any') return { type: 'required' };
  const name = stringAt(recordAt(choice, 'function'), 'name');
  return name === null ? { type: 'auto' } : { type: 'tool', name };
}

function readFormat(format: JsonRecord | null): AnswerFormat {
  const type = stringAt(format, 'type');
  if (type === null || type === 'text') return { type: 'text' };
  if (type === 'json_object') return { type: 'json' };
  const schema = recordAt(recordAt(format, 'json_schema'), 'schema');
  if (type !== 'json_schema')
    throw invalid(
      `Invalid value: '${type}'. Supported values are: 'json_object', 'json_schema', and 'text'.`,
      'response_format.type',
    );
  if (schema === null)
    throw invalid(
      "Missing required parameter: 'response_format.json_schema.schema'.",
      'response_format.json_schema.schema',
    );
  return { type: 'json-schema', schema };
}
