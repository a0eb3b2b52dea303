import type { JsonRecord } from '../json-value.ts';
import { isRecord } from '../json-value.ts';
import { fillSchema } from './json/fill-schema.ts';
import type { WorkBudget } from './json/work-budget.ts';
import { type NamedCall, readNamedCalls } from './named-calls.ts';
import type { OfferedTool, Question } from './question.ts';
import type { Random } from './random.ts';
import type { Subject } from './subject.ts';

/** A call of the answer. `argumentsText` is JSON, empty for a tool without parameters. */
export type PlannedCall = { name: string; argumentsText: string };

const mostCalls = 16;

/** The calls that the prompt or the tool choice requests. Empty if the answer is text. */
export function planToolCalls(question: Question, subject: Subject, random: Random, budget: WorkBudget): PlannedCall[] {
  const named = readNamedCalls(question);
  if (named !== null) return planNamedCalls(named, question);
  const chosen = chooseTools(question, subject).slice(0, mostCalls);
  const calls = chosen.flatMap((tool) => {
    const count = chosen.length > 1 ? 1 : Math.min(mostCalls, countCalls(tool, question, subject));
    return Array.from({ length: count }, (_, turn) => ({
      name: tool.name,
      argumentsText: writeArguments(tool, subject, random, turn, budget),
    }));
  });
  return calls.slice(0, question.allowsParallelCalls ? mostCalls : 1);
}

/** The dictated calls of offered tools. */
function planNamedCalls(named: readonly NamedCall[], { tools, toolChoice }: Question): PlannedCall[] {
  if (toolChoice.type === 'none') return [];
  return named
    .filter(({ name }) => tools.some((tool) => tool.name === name))
    .map((call) => ({ name: call.name, argumentsText: JSON.stringify(call.arguments) }));
}

function chooseTools({ tools, toolChoice, turns }: Question, subject: Subject): readonly OfferedTool[] {
  switch (toolChoice.type) {
    case 'none':
      return [];
    case 'tool':
      return tools.filter(({ name }) => name === toolChoice.name);
    case 'required': {
      const requested = tools.filter((tool) => isRequested(tool, subject));
      return requested.length > 0 ? requested : tools.slice(0, 1);
    }
    case 'auto':
      return turns.at(-1)?.role === 'tool' ? [] : tools.filter((tool) => isRequested(tool, subject));
  }
}

/** Whether the prompt names the tool, or uses a word of its name, or two of its description. */
function isRequested(tool: OfferedTool, { prompt }: Subject): boolean {
  const promptWords = new Set(words(prompt));
  if (prompt.includes(tool.name)) return true;
  const ofName = words(tool.name.replace(/([a-z])([A-Z])/g, '$1 $2')).filter((word) => !verbs.has(word));
  if (ofName.some((word) => promptWords.has(word))) return true;
  return new Set(words(tool.description).filter((word) => promptWords.has(word) && !verbs.has(word))).size >= 2;
}

const verbs = new Set(
  'get set fetch find look read make call tool function use the and for with from that this given returns return current what are'.split(
    ' ',
  ),
);

function words(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) => word.replace(/(?<=\p{L}{3})s$/u, ''));
}

/** The number of calls of one tool: the prompt's number, or one for each name in its list. */
function countCalls(tool: OfferedTool, { allowsParallelCalls }: Question, { prompt, names, numbers }: Subject): number {
  if (!allowsParallelCalls) return 1;
  if (
    /\b(?:\d+|two|three|four|five|both|several|each|parallel)\b[^.]{0,40}\b(?:calls?|times|cities|places|tools?)\b/i.test(
      prompt,
    )
  ) {
    const spelled = ['two', 'three', 'four', 'five'].findIndex((word) => new RegExp(`\\b${word}\\b`, 'i').test(prompt));
    return Math.max(
      numbers.find((number) => Number.isInteger(number) && number > 1) ?? 0,
      spelled + 2,
      names.length,
      2,
    );
  }
  const takesName = Object.values(propertiesOf(tool)).some(
    (member) => isRecord(member) && (member.type === 'string' || !('type' in member)),
  );
  const joins = names.length > 1 && /\band\b|,|&/.test(prompt);
  return takesName && joins ? names.length : 1;
}

function propertiesOf(tool: OfferedTool): JsonRecord {
  return isRecord(tool.schema?.properties) ? tool.schema.properties : {};
}

function writeArguments(tool: OfferedTool, subject: Subject, random: Random, turn: number, budget: WorkBudget): string {
  const { schema } = tool;
  const isBare =
    schema === null ||
    (Object.keys(propertiesOf(tool)).length === 0 &&
      !('$ref' in schema || 'anyOf' in schema || 'allOf' in schema || 'oneOf' in schema));
  if (isBare) return '';
  return JSON.stringify(
    fillSchema(schema, { root: schema, subject, random, turn, budget }, { property: tool.name, depth: 0 }),
  );
}
