import { builder } from '../builder.ts';

const statuses = ['RUNNING', 'COMPLETED', 'CANCELLED'] as const;

export const BatchStatus = builder.enumType('BatchStatus', {
  description: 'The status of a batch.',
  values: {
    RUNNING: { description: 'Some rows have not ended.' },
    COMPLETED: { description: 'Every row has ended, with an answer or an error.' },
    CANCELLED: {
      description:
        'The batch was cancelled, or its key is not valid any more; `cancelReason` says which. No more rows begin.',
    },
  } as const satisfies Record<(typeof statuses)[number], { description: string }>,
});

const rowStatuses = ['PENDING', 'SENT', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;

export const BatchRowStatus = builder.enumType('BatchRowStatus', {
  description: 'The status of one row of a batch.',
  values: {
    PENDING: { description: 'The row has not begun. With a deadline, it may be waiting for a provider batch.' },
    SENT: {
      description: 'The row is in a provider batch, at the batch price, or its answer has just arrived from there.',
    },
    RUNNING: { description: 'The row is running.' },
    COMPLETED: { description: 'The row has its complete answer.' },
    FAILED: { description: 'The row ended without a complete answer; `errorCode` says why.' },
    CANCELLED: { description: 'The row was cancelled, alone or with its batch.' },
  } as const satisfies Record<(typeof rowStatuses)[number], { description: string }>,
});

const providerBatchStatuses = ['SUBMITTING', 'RUNNING', 'ENDED'] as const;

export const ProviderBatchStatus = builder.enumType('ProviderBatchStatus', {
  description: 'The status of a batch at a provider.',
  values: {
    SUBMITTING: { description: 'The batch is being sent; its provider has not confirmed it.' },
    RUNNING: { description: 'Its provider has the batch.' },
    ENDED: { description: 'Its answers have arrived.' },
  } as const satisfies Record<(typeof providerBatchStatuses)[number], { description: string }>,
});

/** The status of a stored provider batch, whose column is plain text. */
export function providerBatchStatusOf(text: string): (typeof providerBatchStatuses)[number] {
  return known(providerBatchStatuses, text);
}

/** The status of a stored batch, whose column is plain text. */
export function batchStatusOf(text: string): (typeof statuses)[number] {
  return known(statuses, text);
}

/** The status of a stored row. SORTING shows as PENDING, and ANSWERED as SENT. */
export function rowStatusOf(text: string): (typeof rowStatuses)[number] {
  if (text === 'SORTING') return 'PENDING';
  return text === 'ANSWERED' ? 'SENT' : known(rowStatuses, text);
}

function known<Status extends string>(all: readonly Status[], text: string): Status {
  const status = all.find((one) => one === text);
  if (status === undefined) throw new Error(`A stored batch has the status '${text}', which does not exist.`);
  return status;
}
