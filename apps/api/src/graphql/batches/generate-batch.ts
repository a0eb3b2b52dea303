import { longestDeadlineDays, mostConcurrency, mostRows, usualConcurrency } from '../../batches/batch.ts';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { GenerateInput } from '../generation/generate-input.ts';
import { Batch } from './batch.ts';
import { findBatch } from './find-batch.ts';
import { parseBatch } from './parse-batch.ts';

builder.mutationField('generateBatch', (t) =>
  t.field({
    type: Batch,
    extensions: { ...withCost({ work: 5_000, readsInput: true }), ...audited('batch.create', 'batch') },
    authScopes: { can: 'generate' },
    description:
      'Stores many requests and returns at once; they run in the background, also after a restart. Follow them with the subscription `batch`, and read `results`. Each row runs by the policy, the budgets and the limits of its key at that time; one that they refuse fails alone. Where one input is wrong, nothing is stored, and `extensions.problems` names each by its index.',
    args: {
      inputs: t.arg({
        type: [GenerateInput],
        required: true,
        description: `The requests, 1 to ${mostRows.toLocaleString('en')}, all of one workspace. \`clientId\` and \`after\` do not belong here.`,
      }),
      concurrency: t.arg.int({
        description: `Rows that run at the same time, over all replicas: 1 to ${mostConcurrency}, default ${usualConcurrency}.`,
      }),
      deadline: t.arg({
        type: 'DateTime',
        description: `When the rows are needed, up to ${longestDeadlineDays} days from now. Where it leaves the time that a provider's own batches may take, a day, rows are sent there at half the price. Rows without an answer an hour before it run as all others do. Left out: every row runs as soon as it can.`,
      }),
      clientId: t.arg.id({
        description:
          'Your own name of this batch, unique among yours; at most 200 characters. Sent again, it returns the batch that it made. Other inputs under the same name are CONFLICT.',
      }),
    },
    resolve: async (_root, { inputs, concurrency, deadline, clientId }, context) => {
      const wanted = concurrency ?? usualConcurrency;
      if (wanted < 1 || wanted > mostConcurrency) {
        throw new InputError('concurrency', `must be 1 to ${mostConcurrency}, not ${wanted}`);
      }
      const named = { inputs, concurrency: wanted, deadline: deadline ?? null, clientId: clientId ?? null };
      const batch = await parseBatch(named, context);
      const id = await context.services.batches.create(batch);
      const { workspaceId, requests } = batch;
      auditOf(context).note({
        id,
        workspaceId,
        after: { rows: requests.length, concurrency: wanted, deadline: deadline ?? null },
      });
      const stored = await findBatch(id, context);
      if (stored === null) throw new ServiceError('NOT_FOUND', `Batch '${id}' was removed.`);
      return stored;
    },
  }),
);
