import { ServiceError } from '../../errors/service-error.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Batch } from './batch.ts';
import { findBatch } from './find-batch.ts';

builder.mutationField('cancelBatch', (t) =>
  t.field({
    type: Batch,
    extensions: { ...withCost({ work: 200 }), ...audited('batch.cancel', 'batch') },
    authScopes: { can: 'generate' },
    description:
      'Ends a batch. Waiting rows never begin. Running rows are aborted, on other replicas within a second or two. Their cost so far is counted. A batch that has ended is returned unchanged.',
    args: { id: t.arg.id({ required: true, description: 'The id of the batch.' }) },
    resolve: async (_root, { id }, context) => {
      const known = await findBatch(id, context);
      if (known === null) throw new ServiceError('NOT_FOUND', `There is no batch '${id}'.`);
      const { workspaceId, status } = known;
      if (status === 'RUNNING') {
        await context.services.batches.cancel(known.id);
        auditOf(context).note({ workspaceId, before: { status }, after: { status: 'CANCELLED' } });
      } else auditOf(context).note({ workspaceId, after: null });
      return (await findBatch(id, context)) ?? known;
    },
  }),
);
