import type { ToolCall } from '@penstock/providers';
import { z } from 'zod';

const toolCalls = z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() }));

/** The column `generation_content.tool_calls`. Throws if its content is invalid. */
export function readToolCalls(value: unknown): ToolCall[] {
  return readJson(toolCalls, value, 'generation_content.tool_calls');
}

/**
 * Validates a JSON column against its written form. Throws an `Error` that names the column and the invalid places,
 * without the value.
 */
export function readJson<Type>(form: z.ZodType<Type>, value: unknown, column: string): Type {
  const read = form.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.') || 'the whole'} (${code})`);
  throw new Error(`The column ${column} has content that this version cannot read: ${places.join(', ')}.`);
}
