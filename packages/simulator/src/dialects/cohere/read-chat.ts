import type { AnswerFormat, OfferedChoice, QuestionSettings } from '../../answer/question.ts';
import { isRecord, type JsonRecord, listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import type { Chat } from '../dialect.ts';
import { checkModel, invalid, readFunctionTools } from '../read-request.ts';
import { readCohereMessages } from './read-messages.ts';
import { writeCohereAnswer } from './write-answer.ts';
import { CohereStreamWriter } from './write-stream.ts';

/** Reads the body of `/v2/chat`. */
export function readCohereChat(body: unknown): Chat {
  if (!isRecord(body)) throw invalid('invalid request: the body is not valid JSON');
  const model = stringAt(body, 'model');
  if (model === null || model === '') throw invalid('invalid request: model is required');
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw invalid('invalid request: messages must not be empty');
  checkModel(
    model,
    `model '${model}' not found, make sure the correct model ID was used and that you have access to the model.`,
  );
  checkRanges(body);
  const question = { model, ...readCohereMessages(body.messages), ...readSettings(body) };
  return {
    question,
    isStreamed: body.stream === true,
    createWriter: (usage) => new CohereStreamWriter(usage),
    writeWhole: writeCohereAnswer,
  };
}

function readSettings(body: JsonRecord): QuestionSettings {
  return {
    tools: readFunctionTools(listAt(body, 'tools')),
    toolChoice: readChoice(stringAt(body, 'tool_choice')),
    allowsParallelCalls: true,
    format: readFormat(recordAt(body, 'response_format')),
    maxTokens: numberAt(body, 'max_tokens'),
    stop: listAt(body, 'stop_sequences').filter((item) => typeof item === 'string'),
    seed: numberAt(body, 'seed'),
    wantsReasoning: stringAt(recordAt(body, 'thinking'), 'type') === 'enabled',
    caching: 'none',
  };
}

function checkRanges(body: JsonRecord): void {
  const temperature = numberAt(body, 'temperature');
  if (temperature !== null && (temperature < 0 || temperature > 1))
    throw invalid('invalid request: temperature must be between 0 and 1.0 inclusive');
  const share = numberAt(body, 'p');
  if (share !== null && (share < 0.01 || share > 0.99))
    throw invalid('invalid request: p must be between 0.01 and 0.99 inclusive');
}

function readChoice(choice: string | null): OfferedChoice {
  if (choice === 'NONE') return { type: 'none' };
  return choice === 'REQUIRED' ? { type: 'required' } : { type: 'auto' };
}

function readFormat(format: JsonRecord | null): AnswerFormat {
  if (format?.type !== 'json_object') return { type: 'text' };
  const schema = recordAt(format, 'json_schema') ?? recordAt(format, 'schema');
  return schema === null ? { type: 'json' } : { type: 'json-schema', schema };
}
