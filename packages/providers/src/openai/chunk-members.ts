import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { TextSlot } from '../stream/event-parser.ts';
import { readReason } from '../stream/read-reason.ts';

const textMembers = ['content', 'reasoning_content', 'reasoning', 'reasoning_text'] as const;

/** The choices of the answer. One is requested, but some servers send more, with different indexes. */
export function firstChoice({ choices }: JsonObject): JsonObject | null {
  if (!Array.isArray(choices)) return readObject(choices);
  const choice = readObject(choices[0]);
  if (choice === null || !isOther(choice)) return choice;
  return choices.map(readObject).find((one) => one !== null && !isOther(one)) ?? null;
}

/** The chunk within an envelope, which some gateways put around it. Else the chunk itself. */
export function withoutEnvelope(chunk: JsonObject): JsonObject {
  if (chunk.choices !== undefined) return chunk;
  const inner = readObject(chunk.data) ?? readObject(chunk.result);
  return inner !== null && Array.isArray(inner.choices) ? inner : chunk;
}

/** A single choice that is not the first, because some servers count from 1. Null for any other chunk. */
export function otherChoice({ choices }: JsonObject): JsonObject | null {
  const [first, ...more] = readList(choices);
  const choice = readObject(first);
  return choice !== null && more.length === 0 && isOther(choice) ? choice : null;
}

function isOther({ index }: JsonObject): boolean {
  return typeof index === 'number' && index > 0;
}

/** The place of the text in a chunk. */
export function findTextSlot(chunk: JsonObject): TextSlot | null {
  const holder = readObject(firstChoice(chunk)?.delta);
  const member = holder === null ? undefined : textMembers.find((name) => readText(holder[name]) !== null);
  return holder === null || member === undefined ? null : { holder, member };
}

/** Moonshot reports its usage in the choice, Groq in a separate member. */
export function usageOf(chunk: JsonObject, choice: JsonObject | null): JsonObject | null {
  const usage = readObject(chunk.usage) ?? (choice === null ? null : readObject(choice.usage));
  return usage ?? readObject(readObject(chunk.x_groq)?.usage);
}

const contentMembers = [
  ...(['content', 'reasoning', 'reasoning_content', 'reasoning_text', 'thinking', 'refusal'] as const),
  ...(['tool_calls', 'function_call', 'images'] as const),
] as const;

/** Content of an answer. It reopens an answer after its finish reason. */
export function hasContent(message: JsonObject): boolean {
  return contentMembers.some((name) => isContent(message[name])) || isContent(readObject(message.audio)?.transcript);
}

function isContent(value: unknown): boolean {
  return typeof value === 'string' || Array.isArray(value) ? value.length > 0 : readObject(value) !== null;
}

/** The finish reason of a choice. Google's address for this dialect has also sent Google's own name for it. */
export function reasonOf(choice: JsonObject): string | null {
  return readReason(choice.finish_reason) ?? readReason(choice.finishReason);
}

/** The text of a part of the content. Null for any other part. Some servers send plain texts. */
export function textOfPart(item: unknown): string | null {
  if (typeof item === 'string') return item;
  const part = readObject(item);
  return part?.type === 'text' || part?.type === 'output_text' ? readText(part.text) : null;
}

/** The reasoning of a part. Mistral's part contains parts, Databricks' has a summary. Empty for any other part. */
export function thoughtOfPart(part: JsonObject): string {
  if (part.type === 'thinking') return readText(part.thinking) ?? joinTexts(part.thinking);
  return part.type === 'reasoning' ? (readText(part.text) ?? joinTexts(part.summary)) : '';
}

/** The texts of OpenRouter's details, or of LiteLLM's blocks. */
export function textOfDetails(details: readonly unknown[]): string {
  return details
    .map(readObject)
    .map((detail) => readText(detail?.text) ?? readText(detail?.summary) ?? readText(detail?.thinking) ?? '')
    .join('');
}

function joinTexts(parts: unknown): string {
  return readList(parts)
    .map((piece) => readText(readObject(piece)?.text) ?? '')
    .join('');
}

/** A list, a single call, or `function_call` from servers of the protocol's first version. */
export function callsOf({ tool_calls: calls, function_call: old }: JsonObject): readonly unknown[] {
  if (Array.isArray(calls)) return calls;
  const call = readObject(calls);
  if (call !== null) return [call];
  const func = readObject(old);
  return func === null ? [] : [{ index: 0, function: func }];
}

/** The address of an image part. Null for any other part. */
export function imageAddress(part: JsonObject | null): string | null {
  if (part?.type !== 'image_url' && part?.type !== 'output_image' && part?.type !== 'image') return null;
  const image = part.image_url ?? part.image;
  const data = readText(part.b64_json);
  return (
    readText(image) ?? readText(readObject(image)?.url) ?? (data === null ? null : `data:image/png;base64,${data}`)
  );
}
