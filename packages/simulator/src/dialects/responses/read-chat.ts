import type { AnswerFormat, OfferedChoice, OfferedTool, QuestionSettings } from '../../answer/question.ts';
import { isRecord, type JsonRecord, listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import type { Chat } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';
import type { ItemFacts } from './output.ts';
import { readInput } from './read-input.ts';
import { writeResponse } from './write-answer.ts';
import { ResponsesStreamWriter } from './write-stream.ts';

/** Members of chat completions that this protocol refuses. */
const refused = ['messages', 'max_tokens', 'max_completion_tokens', 'response_format', 'stop', 'seed', 'functions'];

/** Reads the body of a response. */
export function readResponsesChat(body: unknown): Chat {
  if (!isRecord(body)) throw invalid('We could not parse the JSON body of your request.');
  const model = stringAt(body, 'model');
  if (model === null || model === '') throw invalid("Missing required parameter: 'model'.", 'model');
  const unknown = refused.find((member) => body[member] !== undefined);
  if (unknown !== undefined) throw invalid(`Unsupported parameter: '${unknown}'.`, unknown);
  const { input } = body;
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listAt(body, 'input');
  if (items.length === 0) throw invalid("Missing required parameter: 'input'.", 'input');
  checkModel(model, `The requested model '${model}' does not exist.`);
  checkRanges(body);
  const settings = readSettings(body);
  const question = { model, ...readInput(stringAt(body, 'instructions'), items), ...settings };
  const facts: ItemFacts = {
    customTools: customNames(listAt(body, 'tools')),
    includesEncrypted: listAt(body, 'include').includes('reasoning.encrypted_content'),
  };
  return {
    question,
    isStreamed: body.stream === true,
    createWriter: () => new ResponsesStreamWriter(model, facts),
    writeWhole: (answer) => writeResponse(model, answer, facts),
  };
}

function readSettings(body: JsonRecord): QuestionSettings {
  const effort = stringAt(recordAt(body, 'reasoning'), 'effort');
  return {
    tools: listAt(body, 'tools').flatMap(readTool),
    toolChoice: readChoice(body.tool_choice),
    allowsParallelCalls: body.parallel_tool_calls !== false,
    format: readFormat(recordAt(recordAt(body, 'text'), 'format'), body),
    maxTokens: numberAt(body, 'max_output_tokens'),
    stop: [],
    seed: null,
    wantsReasoning: effort !== null && effort !== 'none' && effort !== 'minimal',
    caching: 'automatic',
  };
}

function checkRanges(body: JsonRecord): void {
  const ranges: readonly (readonly [string, number, number])[] = [
    ['temperature', 0, 2],
    ['top_p', 0, 1],
    ['max_output_tokens', 1, Number.MAX_SAFE_INTEGER],
  ];
  for (const [field, lowest, highest] of ranges) {
    const value = body[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || value < lowest || value > highest) {
      throw invalid(
        `Invalid '${field}': expected a number from ${lowest} to ${highest}, but got ${JSON.stringify(value)} instead.`,
        field,
      );
    }
  }
}

/** Functions and custom tools. A custom tool is treated as a function with one text parameter. */
function readTool(tool: unknown, index: number): readonly OfferedTool[] {
  const type = stringAt(tool, 'type');
  if (type !== 'function' && type !== 'custom') return [];
  const name = stringAt(tool, 'name');
  const path = `tools[${index}].name`;
  if (name === null) throw invalid(`Missing required parameter: '${path}'.`, path);
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw invalid(`Invalid '${path}': expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`, path);
  }
  const description = stringAt(tool, 'description') ?? '';
  if (type === 'function') return [{ name, description, schema: recordAt(tool, 'parameters') }];
  const schema = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] };
  return [{ name, description, schema }];
}

function customNames(tools: readonly unknown[]): ReadonlySet<string> {
  return new Set(
    tools.filter((tool) => stringAt(tool, 'type') === 'custom').map((tool) => stringAt(tool, 'name') ?? ''),
  );
}

function readChoice(choice: unknown): OfferedChoice {
  if (choice === 'none' || choice === 'required') return { type: choice };
  const name = stringAt(choice, 'name');
  return name === null ? { type: 'auto' } : { type: 'tool', name };
}

function readFormat(format: JsonRecord | null, { input }: JsonRecord): AnswerFormat {
  const type = stringAt(format, 'type');
  if (type === null || type === 'text') return { type: 'text' };
  if (type === 'json_object') {
    if (/json/i.test(JSON.stringify(input))) return { type: 'json' };
    throw invalid(
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
      'input',
    );
  }
  const schema = recordAt(format, 'schema');
  if (type !== 'json_schema' || schema === null) {
    throw invalid("Missing required parameter: 'text.format.schema'.", 'text.format.schema');
  }
  return { type: 'json-schema', schema };
}
