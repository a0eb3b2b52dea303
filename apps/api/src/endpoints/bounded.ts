import { z } from 'zod';

/** The longest name of a model, a chain or a strategy, characters. */
const longestName = 300;

/** The most names in one list. */
export const mostNames = 100;

/** A name in a body. */
export const name = z.string().max(longestName);

/**
 * A list with at most `most` items. Its length is checked before its items, and the check ends at the first wrong item.
 * So a list of a million wrong items costs as much as one wrong item.
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
        // It comes from a list of issues that is not empty.
        context.issues.push({ ...first, path: [index, ...(first?.path ?? [])] } as z.core.$ZodRawIssue);
        return z.NEVER;
      }
      items.push(parsed.data);
    }
    return items;
  });
}

/** An object whose members are checked elsewhere. It is accepted unchanged, and its members are not copied. */
export const anyObject = z.unknown().transform((value, context): Readonly<Record<string, unknown>> => {
  if (isObject(value)) return value;
  context.issues.push({ code: 'invalid_type', expected: 'object', input: value });
  return z.NEVER;
});

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
