import type { AssistantPart, ProviderState, ToolCall } from '@penstock/providers';
import { z } from 'zod';
import type { Generation } from '../generation/generation.ts';
import { stripPart } from '../generation/without-image-bytes.ts';
import { readJson, readToolCalls } from './stored-json.ts';
import { readStoredText } from './stored-text.ts';

/**
 * A part in its stored form. Text, reasoning and calls have their own columns. A part has only the number of characters
 * of its text, and calls follow in order.
 */
export type PartRow =
  | { type: 'text' | 'reasoning'; length: number; state?: ProviderState }
  | { type: 'refusal'; text: string }
  | { type: 'tool-call'; state?: ProviderState }
  | Exclude<AssistantPart, { type: 'text' | 'reasoning' | 'tool-call' }>;

/** The column `generation_content.parts`: without the bytes of files. Null if the other columns are enough. */
export function toStoredParts(generation: Pick<Generation, 'parts'>): readonly PartRow[] | null {
  return isPlain(generation.parts) ? null : generation.parts.map((part) => toPartRow(stripPart(part)));
}

/** The same with the bytes of files, for a generation in memory. */
export function toPartRows({ parts }: Pick<Generation, 'parts'>): readonly PartRow[] | null {
  return isPlain(parts) ? null : parts.map(toPartRow);
}

const ranks: Readonly<Record<AssistantPart['type'], number>> = {
  reasoning: 0,
  text: 1,
  'tool-call': 2,
  image: Infinity,
  file: Infinity,
  audio: Infinity,
};

/** Whether an answer is one reasoning, then one text, then calls, without a state for its provider. */
function isPlain(parts: readonly AssistantPart[]): boolean {
  let last = -1;
  for (const part of parts) {
    const { type, state } = part;
    const rank = ranks[type];
    if (part.type === 'text' && part.isRefusal) return false;
    if (state !== undefined || rank === Infinity || rank < last || (rank === last && rank < 2)) return false;
    last = rank;
  }
  return true;
}

function toPartRow(part: AssistantPart): PartRow {
  const carried = part.state === undefined ? {} : { state: part.state };
  switch (part.type) {
    case 'text':
      if (part.isRefusal) return { type: 'refusal', text: part.text };
      return { type: part.type, length: part.text.length, ...carried };
    case 'reasoning':
      return { type: part.type, length: part.text.length, ...carried };
    case 'tool-call':
      return { type: part.type, ...carried };
    default:
      return part;
  }
}

const stateForm = z
  .object({ providerId: z.string().nullable(), dialect: z.string(), value: z.record(z.string(), z.unknown()) })
  .optional();
const sourceForm = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url'), url: z.string() }),
  z.object({ type: z.literal('base64'), data: z.string() }),
]);
const imageForm = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url'), url: z.string() }),
  z.object({ type: z.literal('base64'), mediaType: z.string(), data: z.string() }),
]);

const rowsForm = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.enum(['text', 'reasoning']), length: z.int(), state: stateForm }),
    z.object({ type: z.literal('refusal'), text: z.string(), state: stateForm }),
    z.object({ type: z.literal('tool-call'), state: stateForm }),
    z.object({ type: z.literal('image'), image: imageForm, state: stateForm }),
    z.object({
      type: z.literal('file'),
      mediaType: z.string(),
      source: sourceForm,
      name: z.string().nullable(),
      state: stateForm,
    }),
    z.object({ type: z.literal('audio'), mediaType: z.string(), source: sourceForm, state: stateForm }),
  ]),
);

/** The columns of `generation_content` with the answer. */
export type AnswerColumns = { text: string; reasoning: string; toolCalls: unknown; parts: unknown };

/** The parts of a stored answer. Throws if a column has content that cannot be read. */
export function readParts({ toolCalls, parts, ...columns }: AnswerColumns): readonly AssistantPart[] {
  const text = readStoredText(columns.text);
  const reasoning = readStoredText(columns.reasoning);
  const calls = readToolCalls(toolCalls);
  if (parts === null) return plainParts(text, reasoning, calls);
  const rows = readJson(rowsForm, parts, 'generation_content.parts');
  const read = { text: 0, reasoning: 0, calls: 0 };
  return rows.flatMap(({ state, ...row }): readonly AssistantPart[] => {
    const carried = state === undefined ? {} : { state };
    switch (row.type) {
      case 'text':
      case 'reasoning': {
        const from = read[row.type];
        read[row.type] += row.length;
        const whole = row.type === 'text' ? text : reasoning;
        return [{ type: row.type, text: whole.slice(from, from + row.length), ...carried }];
      }
      case 'refusal':
        return [{ type: 'text', text: row.text, isRefusal: true }];
      case 'tool-call': {
        const call = calls[read.calls++];
        return call === undefined ? [] : [{ type: 'tool-call', ...call, ...carried }];
      }
      default:
        return [{ ...row, ...carried }];
    }
  });
}

function plainParts(text: string, reasoning: string, calls: readonly ToolCall[]): readonly AssistantPart[] {
  return [
    ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...calls.map((call) => ({ type: 'tool-call' as const, ...call })),
  ];
}
