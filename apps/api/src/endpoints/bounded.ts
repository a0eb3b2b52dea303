import { z } from 'zod';

/** Characters of a name: of a model, a chain, a strategy. */
const longestName = 300;

/** Names in one list of names. */
export const mostNames = 100;

/** A text that names something. */
export const name = z.string().max(longestName);

/**
 * A list of at most so many items. Its length is checked before its items, and the first wrong item ends the
 * check. A list of a million wrong items costs as much as one.
 */
export function list<Item extends z.ZodType>(item: Item, most: number) {
  return z.unknown().transform((value, context): z.output<Item>[] => {
    if (!Array.isArray(value)) {
      context.issues.push({ code: 'invalid_type', expected: 'array', input: value });
      return z.NEVER;
    }
    if (value.length > most) {
      context.issues.push({ code: 'too_big', origin: 'array', maximum: most, inclusive: true, input: value });
      return z.NEVER;
    }
    const items: z.output<Item>[] = [];
    for (const [index, one] of value.entries()) {
      const parsed = item.safeParse(one, { reportInput: true });
      if (!parsed.success) {
        const [first] = parsed.error.issues;
        // It stands in a list of issues that is not empty.
        context.issues.push({ ...first, path: [index, ...(first?.path ?? [])] } as z.core.$ZodRawIssue);
        return z.NEVER;
      }
      items.push(parsed.data);
    }
    return items;
  });
}

/** An object whose members are looked at elsewhere. It is taken as it is, and not copied member by member. */
export const anyObject = z.unknown().transform((value, context): Readonly<Record<string, unknown>> => {
  if (isObject(value)) return value;
  context.issues.push({ code: 'invalid_type', expected: 'object', input: value });
  return z.NEVER;
});

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
