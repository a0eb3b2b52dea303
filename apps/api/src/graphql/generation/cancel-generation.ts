import { isOfWorkspace } from '../../access/permissions.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { notEndedInTime, waitForEnd } from '../../generation/elsewhere.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { findGeneration } from './find-generation.ts';
import { Generation } from './generation.ts';
import { type GenerationRow, toGenerationRow } from './to-generation-row.ts';

builder.mutationField('cancelGeneration', (t) =>
  t.prismaField({
    type: Generation,
    extensions: { ...withCost({ work: 100 }), ...audited('generation.cancel', 'generation') },
    authScopes: { can: 'generate' },
    description:
      'Cancels a generation and returns it in its final state. A generation that has ended already is returned unchanged.',
    args: { id: t.arg.id({ required: true, description: 'The id of the generation.' }) },
    resolve: async (query, _root, { id }, context) => {
      const live = context.services.generations.find(id);
      if (live !== null && isOfWorkspace(context.viewer, live.request.caller.workspaceId)) {
        const { workspaceId } = live.request.caller;
        auditOf(context).note({ workspaceId, before: { status: live.status }, after: { status: 'CANCELLED' } });
        const ended = await context.services.generations.cancel(id);
        if (ended !== null) return toGenerationRow(ended);
      }
      const read = () => findGeneration(query, id, context);
      const known = await findGeneration({ select: { status: true, workspaceId: true } }, id, context);
      if (known === null) throw new ServiceError('NOT_FOUND', `There is no generation '${id}'.`);
      if (known.status !== 'RUNNING') {
        auditOf(context).note({ after: null });
        return untilEnded(id, read);
      }
      auditOf(context).note({
        workspaceId: known.workspaceId,
        before: { status: known.status },
        after: { status: 'CANCELLED' },
      });
      await context.services.generations.askToCancel(id);
      return untilEnded(id, read);
    },
  }),
);

/** The record of a generation. The replica that ends the generation writes it. */
async function untilEnded(id: string, read: () => Promise<GenerationRow | null>): Promise<GenerationRow> {
  const row = await waitForEnd(read);
  if (row === null || row.status === 'RUNNING') throw notEndedInTime(id);
  return row;
}
