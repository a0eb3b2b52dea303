import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { TextSlot } from '../stream/event-parser.ts';

const textMembers = ['content', 'reasoning_content', 'reasoning', 'reasoning_text'] as const;

/** The answer: one is asked for, and some servers send more, told apart by their index. */
export function firstChoice(chunk: JsonObject): JsonObject | null {
  const choices = readList(chunk.choices);
  const choice = readObject(choices[0]);
  if (choice === null || !isOther(choice)) return choice;
  return choices.map(readObject).find((one) => one !== null && !isOther(one)) ?? null;
}

function isOther({ index }: JsonObject): boolean {
  return typeof index === 'number' && index > 0;
}

/** Where the text of a chunk stands. */
export function findTextSlot(chunk: JsonObject): TextSlot | null {
  const holder = readObject(firstChoice(chunk)?.delta);
  const member = holder === null ? undefined : textMembers.find((name) => readText(holder[name]) !== null);
  return holder === null || member === undefined ? null : { holder, member };
}

/** Moonshot reports its usage in the choice, Groq in a member of its own. */
export function usageOf(chunk: JsonObject, choice: JsonObject | null): JsonObject | null {
  const usage = readObject(chunk.usage) ?? (choice === null ? null : readObject(choice.usage));
  return usage ?? readObject(readObject(chunk.x_groq)?.usage);
}

/** Content that opens an answer again after its finish reason. */
export function hasContent({
  content,
  reasoning,
  reasoning_content,
  reasoning_text,
  refusal,
  tool_calls,
  images,
  audio,
}: JsonObject): boolean {
  const said = [content, reasoning, reasoning_content, reasoning_text, refusal, readObject(audio)?.transcript];
  return [...said, tool_calls, images].some(
    (value) => (typeof value === 'string' || Array.isArray(value)) && value.length > 0,
  );
}

/** A list, a single call, or `function_call`, as servers of the protocol's first version send it. */
export function callsOf({ tool_calls: calls, function_call: old }: JsonObject): readonly unknown[] {
  if (Array.isArray(calls)) return calls;
  const call = readObject(calls);
  if (call !== null) return [call];
  const func = readObject(old);
  return func === null ? [] : [{ index: 0, function: func }];
}

/** The address of an image part; null for another part. */
export function imageAddress(part: JsonObject | null): string | null {
  if (part?.type !== 'image_url' && part?.type !== 'output_image' && part?.type !== 'image') return null;
  const image = part.image_url ?? part.image;
  const data = readText(part.b64_json);
  return (
    readText(image) ?? readText(readObject(image)?.url) ?? (data === null ? null : `data:image/png;base64,${data}`)
  );
}
