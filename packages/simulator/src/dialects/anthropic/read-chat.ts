import type { AnswerFormat, OfferedChoice, OfferedTool, QuestionSettings } from '../../answer/question.ts';
import { isRecord, type JsonRecord, listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import type { Chat } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';
import { readAnthropicMessages, readBlocksText } from './read-messages.ts';
import { writeAnthropicAnswer } from './write-answer.ts';
import { AnthropicStreamWriter } from './write-stream.ts';

/** Models that accept no instructions within the conversation. */
const oldModels = /claude-(?:3|[a-z]+-4-[0-7]\b)/;

/** Reads the body of a message request. */
export function readAnthropicChat(body: unknown): Chat {
  if (!isRecord(body)) throw invalid('The request body is not valid JSON');
  const model = stringAt(body, 'model');
  if (model === null || model === '') throw invalid('model: Field required');
  if (!Array.isArray(body.messages)) throw invalid('messages: Field required');
  if (body.messages.length === 0) throw invalid('messages: at least one message is required');
  if (body.max_tokens === undefined) throw invalid('max_tokens: Field required');
  checkRanges(body);
  checkModel(model, `model: ${model}`);
  const isOld = oldModels.test(model);
  const placed = body.messages.filter((message) => !isOld && stringAt(message, 'role') === 'system');
  const system = [body.system, ...placed.map((message) => recordAt({ message }, 'message')?.content)];
  const question = {
    model,
    system: system
      .map(readBlocksText)
      .filter((text) => text !== '')
      .join('\n'),
    ...readAnthropicMessages(body.messages.filter((message) => !placed.includes(message))),
    ...readSettings(body),
  };
  return {
    question,
    isStreamed: body.stream === true,
    createWriter: (usage) => new AnthropicStreamWriter(model, usage),
    writeWhole: (answer) => writeAnthropicAnswer(model, answer),
  };
}

function readSettings(body: JsonRecord): QuestionSettings {
  const choice = recordAt(body, 'tool_choice');
  return {
    tools: listAt(body, 'tools').flatMap((tool, index) => (isProvidersOwn(tool) ? [] : [readTool(tool, index)])),
    toolChoice: readChoice(choice),
    allowsParallelCalls: choice?.disable_parallel_tool_use !== true,
    format: readFormat(body),
    maxTokens: numberAt(body, 'max_tokens'),
    stop: listAt(body, 'stop_sequences').filter((item) => typeof item === 'string'),
    seed: null,
    wantsReasoning: ['enabled', 'adaptive'].includes(stringAt(recordAt(body, 'thinking'), 'type') ?? ''),
    caching: JSON.stringify(body).includes('"cache_control"') ? 'marked' : 'none',
  };
}

function checkRanges(body: JsonRecord): void {
  const ranges: readonly (readonly [string, number, number])[] = [
    ['max_tokens', 1, Number.MAX_SAFE_INTEGER],
    ['temperature', 0, 1],
    ['top_p', 0, 1],
  ];
  for (const [field, lowest, highest] of ranges) {
    const value = body[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') throw invalid(`${field}: Input should be a valid number`);
    if (value < lowest) throw invalid(`${field}: Input should be greater than or equal to ${lowest}`);
    if (value > highest) throw invalid(`${field}: Input should be less than or equal to ${highest}`);
  }
}

/** Tools that Anthropic runs have no schema. They are accepted, but never called here. */
function isProvidersOwn(tool: unknown): boolean {
  const type = stringAt(tool, 'type');
  return type !== null && type !== 'custom';
}

function readTool(tool: unknown, index: number): OfferedTool {
  const name = stringAt(tool, 'name');
  if (name === null) throw invalid(`tools.${index}.custom.name: Field required`);
  const schema = recordAt(tool, 'input_schema');
  if (schema === null) throw invalid(`tools.${index}.custom.input_schema: Field required`);
  if (schema.type !== 'object') throw invalid(`tools.${index}.custom.input_schema.type: Field required`);
  return { name, description: stringAt(tool, 'description') ?? '', schema };
}

function readChoice(choice: JsonRecord | null): OfferedChoice {
  switch (stringAt(choice, 'type')) {
    case 'none':
      return { type: 'none' };
    case 'any':
      return { type: 'required' };
    case 'tool':
      return { type: 'tool', name: stringAt(choice, 'name') ?? '' };
    default:
      return { type: 'auto' };
  }
}

/** Structured outputs: `output_config.format`, or its earlier name `output_format`. */
function readFormat(body: JsonRecord): AnswerFormat {
  const format = recordAt(recordAt(body, 'output_config'), 'format') ?? recordAt(body, 'output_format');
  if (format === null) return { type: 'text' };
  const schema = recordAt(format, 'schema');
  if (format.type !== 'json_schema' || schema === null)
    throw invalid('output_config.format: expected a json_schema with a schema');
  return { type: 'json-schema', schema };
}
