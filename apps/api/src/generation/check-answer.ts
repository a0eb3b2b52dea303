import type { ResponseFormat } from '@penstock/providers';
import { JsonBoundsError, parseJsonText } from '../json/json-bounds.ts';
import type { SchemaCheck, SchemaChecks } from '../json-schema/schema-checks.ts';
import { mendJson } from './mend-json.ts';
import { unfence } from './unfence.ts';

/**
 * Whether an answer has the requested form. `json` is the parsed value, null for plain text. `isMended`: the text is
 * JSON only after prose or commas are removed. `isFinal`: another answer would not help.
 */
export type AnswerCheck =
  | { isValid: true; json: unknown; isMended: boolean }
  | { isValid: false; problem: string; isFinal?: true };

/**
 * Parses and validates an answer. Removes fences, prose and commas that some models always add. Returns a promise only
 * if `schemas` needs time; callers take turns for it.
 */
export function checkAnswer(
  text: string,
  format: ResponseFormat,
  schemas: Pick<SchemaChecks, 'check'>,
  caller: string,
): AnswerCheck | Promise<AnswerCheck> {
  if (format.type === 'text') return { isValid: true, json: null, isMended: false };
  const parsed = parse(text);
  if ('problem' in parsed) return { isValid: false, problem: parsed.problem };
  const { json, bare, isMended } = parsed;
  if (format.type === 'json') return { isValid: true, json, isMended };
  const check = schemas.check(format.schema, json, bare, caller);
  return check instanceof Promise
    ? check.then((settled) => toAnswerCheck(settled, parsed))
    : toAnswerCheck(check, parsed);
}

/** The value of a text that is JSON or can be mended. `bare` is the JSON text. */
type Parsed = { json: unknown; bare: string; isMended: boolean };

function parse(text: string): Parsed | { problem: string } {
  const unfenced = unfence(text);
  for (const bare of [() => unfenced, () => mendJson(unfenced)]) {
    const candidate = bare();
    if (candidate === null) break;
    try {
      return { json: parseJsonText(candidate), bare: candidate, isMended: candidate !== unfenced };
    } catch (error) {
      if (error instanceof JsonBoundsError) return { problem: `it ${error.message}` };
    }
  }
  return { problem: `it is not JSON: ${excerpt(text)}` };
}

function toAnswerCheck({ problem, isFinal }: SchemaCheck, { json, isMended }: Parsed): AnswerCheck {
  if (problem === null) return { isValid: true, json, isMended };
  if (isFinal) return { isValid: false, problem: `it cannot be checked against the schema: ${problem}`, isFinal };
  return { isValid: false, problem: `it does not fit the schema: ${problem}` };
}

function excerpt(text: string): string {
  if (text.trim() === '') return 'it is empty';
  return text.length <= 80 ? `'${text}'` : `it begins '${text.slice(0, 77)}…'`;
}
