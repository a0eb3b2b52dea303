import { builder } from '../builder.ts';

const statuses = ['RUNNING', 'COMPLETED', 'CANCELLED'] as const;

export const BatchStatus = builder.enumType('BatchStatus', {
  description: 'The status of a batch.',
  values: {
    RUNNING: { description: 'It has rows that have not ended.' },
    COMPLETED: { description: 'Every row has ended, with its answer or its error.' },
    CANCELLED: {
      description: 'It was cancelled, or its key is not valid any more; `cancelReason` says which. No more rows begin.',
    },
  } as const satisfies Record<(typeof statuses)[number], { description: string }>,
});

const rowStatuses = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;

export const BatchRowStatus = builder.enumType('BatchRowStatus', {
  description: 'The status of one row of a batch.',
  values: {
    PENDING: { description: 'It waits for its turn.' },
    RUNNING: { description: 'It runs.' },
    COMPLETED: { description: 'It has its whole answer.' },
    FAILED: { description: 'It ended without a whole answer; `errorCode` says why.' },
    CANCELLED: { description: 'It was cancelled, with its batch or alone.' },
  } as const satisfies Record<(typeof rowStatuses)[number], { description: string }>,
});

/** The status of a stored batch, whose column is plain text. */
export function batchStatusOf(text: string): (typeof statuses)[number] {
  return known(statuses, text);
}

/** The same of a row. */
export function rowStatusOf(text: string): (typeof rowStatuses)[number] {
  return known(rowStatuses, text);
}

function known<Status extends string>(all: readonly Status[], text: string): Status {
  const status = all.find((one) => one === text);
  if (status === undefined) throw new Error(`A stored batch has the status '${text}', which does not exist.`);
  return status;
}
