import { builder } from '../builder.ts';

export const CacheMode = builder.enumType('CacheMode', {
  description: 'The use of the response cache.',
  values: {
    OFF: { value: 'off', description: 'Does not use the cache.' },
    READ: {
      value: 'read',
      description: 'Returns the cached answer of the same call, if there is one; does not store a new answer.',
    },
    WRITE: { value: 'write', description: 'Calls a model and stores its answer, in place of an older one.' },
    READ_WRITE: {
      value: 'read-write',
      description: 'Returns the cached answer if there is one; else stores the new answer.',
    },
  } as const,
});

const statuses = ['HIT', 'MISS', 'BYPASS'] as const;

export const CacheStatus = builder.enumType('CacheStatus', {
  description: 'The result of the response cache for a call that uses it.',
  values: {
    HIT: { description: 'The answer is from the cache: no model was called, and it cost nothing.' },
    MISS: { description: 'The cache had no answer, and a model was called.' },
    BYPASS: { description: 'The cache was not read: the mode is WRITE, or the policy switches the cache off.' },
  } as const satisfies Record<(typeof statuses)[number], { description: string }>,
});

/** The status in a stored row, whose column is plain text; null for none. */
export function cacheStatusOf(text: string | null): (typeof statuses)[number] | null {
  return statuses.find((one) => one === text) ?? null;
}
