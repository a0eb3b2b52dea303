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

const rowStatuses = ['PENDING', 'SENT', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;

export const BatchRowStatus = builder.enumType('BatchRowStatus', {
  description: 'The status of one row of a batch.',
  values: {
    PENDING: { description: 'It waits for its turn.' },
    SENT: {
      description: 'It is in a batch of its provider, at the price of batches, or its answer has just come from there.',
    },
    RUNNING: { description: 'It runs.' },
    COMPLETED: { description: 'It has its whole answer.' },
    FAILED: { description: 'It ended without a whole answer; `errorCode` says why.' },
    CANCELLED: { description: 'It was cancelled, with its batch or alone.' },
  } as const satisfies Record<(typeof rowStatuses)[number], { description: string }>,
});

const providerBatchStatuses = ['SUBMITTING', 'RUNNING', 'ENDED'] as const;

export const ProviderBatchStatus = builder.enumType('ProviderBatchStatus', {
  description: 'The status of a batch at a provider.',
  values: {
    SUBMITTING: { description: 'It is on its way; its provider has not confirmed it.' },
    RUNNING: { description: 'Its provider has it.' },
    ENDED: { description: 'Its answers are here.' },
  } as const satisfies Record<(typeof providerBatchStatuses)[number], { description: string }>,
});

/** The same of a batch at a provider. */
export function providerBatchStatusOf(text: string): (typeof providerBatchStatuses)[number] {
  return known(providerBatchStatuses, text);
}

/** The status of a stored batch, whose column is plain text. */
export function batchStatusOf(text: string): (typeof statuses)[number] {
  return known(statuses, text);
}

/** The same of a row. Two of its steps are not told apart from the one they belong to. */
export function rowStatusOf(text: string): (typeof rowStatuses)[number] {
  if (text === 'SORTING') return 'PENDING';
  return text === 'ANSWERED' ? 'SENT' : known(rowStatuses, text);
}

function known<Status extends string>(all: readonly Status[], text: string): Status {
  const status = all.find((one) => one === text);
  if (status === undefined) throw new Error(`A stored batch has the status '${text}', which does not exist.`);
  return status;
}
