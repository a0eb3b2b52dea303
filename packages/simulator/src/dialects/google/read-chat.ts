import type { AnswerFormat, OfferedChoice, OfferedTool, QuestionSettings } from '../../answer/question.ts';
import { isRecord, type JsonRecord, listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import type { Chat, Operation, RequestFacts } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';
import { readGoogleContents, readPartsText } from './read-contents.ts';
import { toJsonSchema } from './to-json-schema.ts';
import { writeGoogleAnswer } from './write-answer.ts';
import { GoogleStreamWriter } from './write-stream.ts';

/** Reads the body of `generateContent` and `streamGenerateContent`. */
export function readGoogleChat(body: unknown, operation: Operation & { type: 'chat' }, request: RequestFacts): Chat {
  const model = operation.model ?? '';
  if (!isRecord(body)) throw invalid('Invalid JSON payload received. Unexpected end of string.');
  checkModel(
    model,
    `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
  );
  if (!Array.isArray(body.contents) || body.contents.length === 0) {
    throw invalid('* GenerateContentRequest.contents: contents is not specified\n');
  }
  const system = readPartsText(
    listAt(recordAt(body, 'systemInstruction') ?? recordAt(body, 'system_instruction'), 'parts'),
  );
  const question = { model, system, ...readGoogleContents(body.contents, model), ...readSettings(body) };
  const isEvents = request.query.get('alt') === 'sse';
  return {
    question,
    isStreamed: operation.isStreamed === true,
    createWriter: (usage) => new GoogleStreamWriter(model, usage, isEvents),
    writeWhole: (answer) => writeGoogleAnswer(model, answer),
  };
}

function readSettings(body: JsonRecord): QuestionSettings {
  const generation = recordAt(body, 'generationConfig') ?? recordAt(body, 'generation_config');
  checkRanges(generation);
  return {
    tools: listAt(body, 'tools').flatMap((tool) => listAt(tool, 'functionDeclarations').map(readTool)),
    toolChoice: readChoice(recordAt(recordAt(body, 'toolConfig'), 'functionCallingConfig')),
    allowsParallelCalls: true,
    format: readFormat(generation),
    maxTokens: numberAt(generation, 'maxOutputTokens'),
    stop: listAt(generation, 'stopSequences').filter((item) => typeof item === 'string'),
    seed: numberAt(generation, 'seed'),
    wantsReasoning: recordAt(generation, 'thinkingConfig')?.includeThoughts === true,
    caching: 'automatic',
  };
}

function checkRanges(generation: JsonRecord | null): void {
  const temperature = numberAt(generation, 'temperature');
  if (temperature !== null && (temperature < 0 || temperature > 2)) {
    throw invalid(
      `* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n`,
    );
  }
  const most = numberAt(generation, 'maxOutputTokens');
  if (most !== null && most < 1)
    throw invalid(
      '* GenerateContentRequest.generation_config.max_output_tokens: max_output_tokens must be positive.\n',
    );
}

function readTool(tool: unknown, index: number): OfferedTool {
  const name = stringAt(tool, 'name');
  if (name === null)
    throw invalid(`* GenerateContentRequest.tools[0].function_declarations[${index}].name: Invalid function name.\n`);
  const schema = recordAt(tool, 'parametersJsonSchema') ?? recordAt(tool, 'parameters');
  return {
    name,
    description: stringAt(tool, 'description') ?? '',
    schema: schema === null ? null : toJsonSchema(schema),
  };
}

function readChoice(config: JsonRecord | null): OfferedChoice {
  const names = listAt(config, 'allowedFunctionNames').filter((name) => typeof name === 'string');
  switch (stringAt(config, 'mode')) {
    case 'NONE':
      return { type: 'none' };
    case 'ANY':
      return names.length === 1 && names[0] !== undefined ? { type: 'tool', name: names[0] } : { type: 'required' };
    default:
      return { type: 'auto' };
  }
}

function readFormat(generation: JsonRecord | null): AnswerFormat {
  if (stringAt(generation, 'responseMimeType') !== 'application/json') return { type: 'text' };
  const schema = recordAt(generation, 'responseJsonSchema') ?? recordAt(generation, 'responseSchema');
  return schema === null ? { type: 'json' } : { type: 'json-schema', schema: toJsonSchema(schema) };
}
