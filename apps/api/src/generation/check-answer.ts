import type { ResponseFormat } from '@penstock/providers';
import { compileAnswerSchema, describeSchemaErrors } from './answer-schema.ts';

/** Whether an answer has the form that was asked for; `json` is the parsed value, null for plain text. */
export type AnswerCheck = { isValid: true; json: unknown } | { isValid: false; problem: string };

const fence = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i;

/** Parses and validates an answer. A Markdown fence around JSON, which some models cannot leave off, is taken away. */
export function checkAnswer(text: string, format: ResponseFormat): AnswerCheck {
  if (format.type === 'text') return { isValid: true, json: null };
  const json = parseJson(text);
  if (json === undefined) return { isValid: false, problem: `it is not JSON: ${excerpt(text)}` };
  if (format.type === 'json') return { isValid: true, json };
  const validate = compileAnswerSchema(format.schema);
  if (validate(json)) return { isValid: true, json };
  return { isValid: false, problem: `it does not fit the schema: ${describeSchemaErrors(validate.errors ?? [])}` };
}

/** The text without the Markdown fence that may be around it. */
export function unfence(text: string): string {
  return fence.exec(text)?.[1] ?? text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(unfence(text));
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  if (text.trim() === '') return 'it is empty';
  return text.length <= 80 ? `'${text}'` : `it begins '${text.slice(0, 77)}…'`;
}
