import type { Answer, AnswerFinish, AnswerPart } from './answer.ts';
import { fillSchema } from './json/fill-schema.ts';
import { freeJson } from './json/free-json.ts';
import { budgetForTokens, type WorkBudget } from './json/work-budget.ts';
import { readNamedUsage } from './named-usage.ts';
import { planToolCalls } from './plan-tool-calls.ts';
import { countInput, type PromptCache } from './prompt-cache.ts';
import { lastUserText, type Question } from './question.ts';
import { createId, hashText, Random } from './random.ts';
import { readSubject, type Subject } from './subject.ts';
import { countTokens, takeTokens } from './tokens.ts';
import { writeReasoning, writeText } from './write-text.ts';

/** The limit of an answer if the request sets none. Tokens. */
const usualLimit = 16_384;
/** The end of the prefill must match this many characters of the text for the answer to continue there. */
const overlapCharacters = 40;

/**
 * Answers a request. Equal requests get equal answers, except for the ids of tool calls. `account`: the owner of the
 * prompt cache that it reads and writes.
 */
export function composeAnswer(question: Question, cache: PromptCache, account = ''): Answer {
  const subject = readSubject(lastUserText(question));
  const random = new Random(hashText(subject.prompt, voiceOf(question)));
  const limit = question.maxTokens ?? Math.max(usualLimit, question.exactTokens ?? 0);
  const reasoning = thinksAloud(question) ? takeTokens(writeReasoning(subject, random), Math.ceil(limit / 2)) : '';
  const reasoningTokens = countTokens(reasoning);
  const parts: AnswerPart[] = reasoning === '' ? [] : [{ type: 'reasoning', text: reasoning }];
  const body = composeBody(question, subject, random, limit - reasoningTokens);
  parts.push(...body.parts);
  const counted = {
    ...cache.split(question, countInput(question), account),
    outputTokens: body.tokens,
    reasoningTokens,
  };
  const usage = readNamedUsage(subject.prompt) ?? counted;
  return { parts, finish: body.finish, stopSequence: body.stopSequence, usage };
}

type Body = { parts: AnswerPart[]; finish: AnswerFinish; stopSequence: string | null; tokens: number };

function composeBody(question: Question, subject: Subject, random: Random, limit: number): Body {
  const budget = budgetForTokens(limit);
  const calls = planToolCalls(question, subject, random, budget);
  if (calls.length === 0) {
    const body = composeTextBody(question, composeText(question, subject, random, budget), limit);
    return budget.isSpent && body.finish === 'stop' ? { ...body, finish: 'length' } : body;
  }
  const parts: AnswerPart[] = calls.map(({ name, argumentsText }, index) => {
    return { type: 'tool-call', index, id: createId('call_'), name, text: argumentsText };
  });
  return {
    parts,
    finish: budget.isSpent ? 'length' : 'tool-calls',
    stopSequence: null,
    tokens: parts.reduce((sum, part) => sum + partTokens(part), 0),
  };
}

function composeText(question: Question, subject: Subject, random: Random, budget: WorkBudget): string {
  const { format } = question;
  if (format.type === 'text') return writeText(question, subject, random);
  if (format.type === 'json') return JSON.stringify(freeJson({ root: {}, subject, random, turn: 0, budget }), null, 2);
  const filling = { root: format.schema, subject, random, turn: 0, budget };
  return JSON.stringify(fillSchema(format.schema, filling, { property: '', depth: 0 }));
}

function composeTextBody(question: Question, whole: string, limit: number): Body {
  const { prefill } = question;
  const text = prefill === null ? whole : continuePrefill(whole, prefill);
  const stop = firstStop(text, question.stop);
  const wanted = stop === null ? text : text.slice(0, stop.at);
  const written = takeTokens(wanted, limit);
  const isCut = written.length < wanted.length;
  return {
    parts: written === '' ? [] : [{ type: 'text', text: written }],
    finish: isCut ? 'length' : stop === null ? 'stop' : 'stop-sequence',
    stopSequence: isCut || stop === null ? null : stop.sequence,
    tokens: countTokens(written),
  };
}

/** The first stop sequence in the text. */
function firstStop(text: string, sequences: readonly string[]): { sequence: string; at: number } | null {
  let first: { sequence: string; at: number } | null = null;
  for (const sequence of sequences) {
    const at = sequence === '' ? -1 : text.indexOf(sequence);
    if (at !== -1 && (first === null || at < first.at)) first = { sequence, at };
  }
  return first;
}

/** A call without arguments is one token long. */
export function partTokens(part: AnswerPart): number {
  return part.type === 'tool-call' ? Math.max(1, countTokens(part.text)) : countTokens(part.text);
}

function thinksAloud({ model, wantsReasoning }: Question): boolean {
  return wantsReasoning || /reason|think/i.test(model);
}

/**
 * All models give the same answers, so that a second model can continue a broken answer. `voice-2` in a name, or a
 * seed, gives another answer.
 */
function voiceOf({ model, seed }: Question): number {
  const voice = /voice-\w+/.exec(model)?.[0] ?? '';
  return hashText(`${voice}/${seed ?? ''}`);
}

/**
 * The continuation of the prefill. If the prefill is the beginning of the text or one of its passages, this is the rest
 * of the text; else the whole text. Never repeats the prefill, and never joins two words.
 */
export function continuePrefill(text: string, prefill: string): string {
  if (text.startsWith(prefill)) return text.slice(prefill.length);
  const tail = prefill.slice(-overlapCharacters);
  const found = tail.length < overlapCharacters ? -1 : text.indexOf(tail);
  if (found !== -1 && found + tail.length < text.length) return text.slice(found + tail.length);
  return /[\s({["“]$/u.test(prefill) ? text : ` ${text}`;
}
