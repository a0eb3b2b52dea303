import { z } from 'zod';
import { longestToolCallId, longestToolCallName, mostParts } from '../../generation/input/parse-limits.ts';
import { anyObject, list, name } from '../bounded.ts';

/** The most items of one input. */
export const mostItems = 4_000;
/** The most texts of one reasoning item. */
const mostSummaries = 1_000;

const itemId = z.string().nullish();
const callId = z.string().min(1).max(longestToolCallId);
const callName = z.string().min(1).max(longestToolCallName);
/** State that Penstock sent with an item for the next turn. */
const penstock = z.object({ state: z.string() }).nullish();

const inputPart = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  z.object({
    type: z.literal('input_image'),
    image_url: z.string().nullish(),
    file_id: z.string().nullish(),
    detail: z.string().nullish(),
  }),
  z.object({
    type: z.literal('input_file'),
    file_data: z.string().nullish(),
    file_url: z.string().nullish(),
    file_id: z.string().nullish(),
    filename: z.string().nullish(),
  }),
  z.object({ type: z.literal('input_audio'), input_audio: z.object({ data: z.string(), format: name }) }),
]);

const message = z.object({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), list(inputPart, mostParts)]),
  // For models from GPT-5.3 Codex on: whether a text is the answer or a comment before it.
  phase: name.nullish(),
  penstock,
});

const result = z.union([z.string(), list(inputPart, mostParts)]);
const words = list(z.object({ text: z.string() }), mostSummaries);

/** The work of a tool on OpenAI's servers in an earlier answer. The message after it has the text. */
const serverItem = z.looseObject({
  type: z.enum([
    ...(['web_search_call', 'file_search_call', 'code_interpreter_call', 'mcp_list_tools', 'mcp_call'] as const),
    ...(['tool_search_call', 'tool_search_output'] as const),
  ]),
});

const typed = z.discriminatedUnion('type', [
  message.extend({ type: z.literal('message') }),
  z.object({
    type: z.literal('function_call'),
    call_id: callId,
    name: callName,
    arguments: z.union([z.string(), anyObject]).nullish(),
    namespace: name.nullish(),
    penstock,
  }),
  z.object({
    type: z.literal('function_call_output'),
    // Codex sends its own notices as outputs without a call, with a name.
    call_id: callId.nullish(),
    name: callName.nullish(),
    output: result,
  }),
  z.object({ type: z.literal('custom_tool_call'), call_id: callId, name: callName, input: z.string(), penstock }),
  z.object({ type: z.literal('custom_tool_call_output'), call_id: callId, output: result }),
  z.object({
    type: z.literal('reasoning'),
    id: itemId,
    summary: words.nullish(),
    content: words.nullish(),
    encrypted_content: z.string().nullish(),
  }),
  z.object({ type: z.literal('image_generation_call'), result: z.string().nullish() }),
  z.object({ type: z.literal('item_reference'), id: z.string().max(200) }),
  serverItem,
]);

/** An item of the input. Without a type it is a message, or a reference if it has only an id. */
export const inputItem = z.unknown().transform((value, context): InputItem => {
  const parsed = (hasType(value) ? typed : message).safeParse(value, { reportInput: true });
  if (parsed.success) return { ...parsed.data, type: parsed.data.type ?? 'message' } as InputItem;
  const [first] = parsed.error.issues;
  // It comes from a list of issues that is not empty.
  context.issues.push(first as z.core.$ZodRawIssue);
  return z.NEVER;
});

function hasType(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type !== undefined;
}

export type InputItem = z.output<typeof typed>;
export type InputPart = z.output<typeof inputPart>;
export type ItemOf<Type extends InputItem['type']> = Extract<InputItem, { type: Type }>;
