import { builder } from '../builder.ts';

const statuses = ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;

export const GenerationStatus = builder.enumType('GenerationStatus', {
  description: 'The status of a generation.',
  values: {
    RUNNING: { description: 'The generation is running.' },
    COMPLETED: { description: 'The generation has its complete answer.' },
    FAILED: { description: 'The generation ended without a complete answer; `errorCode` says why.' },
    CANCELLED: { description: 'The generation was cancelled, or its last reader left.' },
  } as const satisfies Record<(typeof statuses)[number], { description: string }>,
});

/** The status of a stored row, whose column is plain text. */
export function statusOf(text: string): (typeof statuses)[number] {
  const status = statuses.find((one) => one === text);
  if (status === undefined) throw new Error(`A stored generation has the status '${text}', which does not exist.`);
  return status;
}
