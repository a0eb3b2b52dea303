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
      'Stores many requests and returns at once. They run in the background, also after a restart. Follow them with the subscription `batch`, and read `results`. Each row runs under the policy, the budgets and the limits of its key at that time. A refused row fails alone. If an input is wrong, nothing is stored, and `extensions.problems` names each wrong input by its index.',
    args: {
      inputs: t.arg({
        type: [GenerateInput],
        required: true,
        description: `The requests, 1 to ${mostRows.toLocaleString('en')}, all of one workspace. \`clientId\` and \`after\` are not allowed here.`,
      }),
      concurrency: t.arg.int({
        description: `Rows that run at the same time, over all replicas: 1 to ${mostConcurrency}, default ${usualConcurrency}.`,
      }),
      deadline: t.arg({
        type: 'DateTime',
        description: `The deadline of the rows, up to ${longestDeadlineDays} days from now. A provider batch may take a day. If the deadline leaves that time, rows are sent to provider batches at half the price. Rows without an answer an hour before the deadline run like all others. Default: every row runs as soon as it can.`,
      }),
      clientId: t.arg.id({
        description:
          'A unique name of your choice for this batch, at most 200 characters. If you send it again, the existing batch is returned. Other inputs under the same name are CONFLICT.',
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
