import { builder } from '../builder.ts';

export const CacheMode = builder.enumType('CacheMode', {
  description: 'How a call uses the response cache.',
  values: {
    OFF: { value: 'off', description: 'Not at all.' },
    READ: { value: 'read', description: 'A kept answer to the same call is given again; a new answer is not kept.' },
    WRITE: { value: 'write', description: 'A model answers, and its answer is kept, in place of an older one.' },
    READ_WRITE: { value: 'read-write', description: 'A kept answer is given again; else the new one is kept.' },
  } as const,
});

const statuses = ['HIT', 'MISS', 'BYPASS'] as const;

export const CacheStatus = builder.enumType('CacheStatus', {
  description: 'How the response cache served a call that asked for it.',
  values: {
    HIT: { description: 'The answer is from the cache: no model was called, and it cost nothing.' },
    MISS: { description: 'No answer was kept, and a model was called.' },
    BYPASS: { description: 'No answer was looked for: the mode is WRITE, or the policy switches the cache off.' },
  } as const satisfies Record<(typeof statuses)[number], { description: string }>,
});

/** The status in a stored row, whose column is plain text; null for none. */
export function cacheStatusOf(text: string | null): (typeof statuses)[number] | null {
  return statuses.find((one) => one === text) ?? null;
}
