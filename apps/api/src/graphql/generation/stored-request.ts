import { z } from 'zod';

const urlSource = z.object({ type: z.literal('url'), url: z.string() });

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }).transform(({ text }) => ({ type: 'TEXT', text })),
  z
    .object({ type: z.literal('image'), image: urlSource })
    .transform(({ image }) => ({ type: 'IMAGE', url: image.url })),
  z
    .object({ type: z.enum(['file', 'audio']), source: urlSource })
    .transform(({ type, source }) => ({ type: type.toUpperCase(), url: source.url })),
  z
    .object({ type: z.literal('tool-call'), id: z.string(), name: z.string(), arguments: z.string() })
    .transform(({ id, name, arguments: text }) => ({
      type: 'TOOL_CALL',
      toolCallId: id,
      name,
      arguments: toJson(text),
    })),
  // Reasoning belongs to its model, and the bytes of files are not stored.
  z.unknown().transform(() => null),
]);

const parts = z.array(part).transform((all) => {
  const kept = all.filter((one) => one !== null);
  const [only] = kept;
  return kept.length === 1 && only !== undefined && 'text' in only ? { content: only.text } : { parts: kept };
});

const message = z.union([
  z
    .object({ role: z.literal('system'), text: z.string() })
    .transform(({ text }) => ({ role: 'SYSTEM', content: text })),
  z
    .object({ role: z.enum(['user', 'assistant']), parts })
    .transform((one) => ({ role: one.role.toUpperCase(), ...one.parts })),
  z
    .object({ role: z.literal('tool'), toolCallId: z.string(), parts, isError: z.boolean().nullish() })
    .transform((one) => ({ role: 'TOOL', toolCallId: one.toolCallId, isError: one.isError ?? false, ...one.parts })),
]);

const tool = z.object({ name: z.string(), description: z.string().nullish(), parameters: z.unknown() });

const formats = { text: null, json: 'JSON', 'json-schema': 'JSON_SCHEMA' } as const;
const responseFormat = z
  .object({ type: z.enum(['text', 'json', 'json-schema']), name: z.string().nullish(), schema: z.unknown() })
  .transform(({ type, name, schema }) => {
    const named = formats[type];
    return named === null ? null : { type: named, ...(named === 'JSON_SCHEMA' && { name, schema }) };
  });

/** The members of a stored request that repeat it. Members that cannot be read are left out. */
const stored = z.object({
  call: z.object({
    type: z.literal('chat'),
    messages: z.array(message),
    tools: z.array(tool).nullish().catch(null),
    responseFormat: responseFormat.nullish().catch(null),
    temperature: z.number().nullish().catch(null),
    topP: z.number().nullish().catch(null),
    maxOutputTokens: z.number().nullish().catch(null),
    stop: z.array(z.string()).nullish().catch(null),
    seed: z.number().nullish().catch(null),
  }),
  routing: z.object({
    model: z.string().nullish().catch(null),
    chain: z.string().nullish().catch(null),
    strategy: z.string().nullish().catch(null),
    taskType: z.string().nullish().catch(null),
  }),
});

/** A stored request as members of `GenerateInput`; null if it was no chat or cannot be read. */
export function toRequestInput(request: unknown): Record<string, unknown> | null {
  const read = stored.safeParse(request);
  if (!read.success) return null;
  const { call, routing } = read.data;
  const { type: _, maxOutputTokens, ...members } = call;
  const input = {
    ...members,
    maxTokens: maxOutputTokens,
    ...routing,
    strategy: routing.strategy?.toUpperCase() ?? null,
  };
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value != null && !(Array.isArray(value) && value.length === 0)),
  );
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
