import { isOfWorkspace } from '../../access/permissions.ts';
import { InputError, type ServiceError } from '../../errors/service-error.ts';
import { runsElsewhere } from '../../generation/elsewhere.ts';
import { unknownEvents } from '../../generation/generations.ts';
import { leavingOf } from '../../generation/leaving.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { eventTypeOf, GenerationEvent } from './events.ts';
import { findGeneration } from './find-generation.ts';
import { Generation } from './generation.ts';

builder.queryField('generation', (t) =>
  t.prismaField({
    type: Generation,
    nullable: true,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description: 'One generation by its id, running or ended; null if there is none.',
    args: { id: t.arg.id({ required: true, description: 'The id of the generation.' }) },
    resolve: (query, _root, { id }, context) => findGeneration(query, id, context),
  }),
);

builder.subscriptionField('generation', (t) =>
  t.field({
    type: GenerationEvent,
    authScopes: { can: 'read' },
    description:
      'Attaches to a generation: first the events after number `after`, with deltas merged, then all events until its end.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the generation.' }),
      after: t.arg.int({ description: 'The last event number that the reader has. Default: all events are sent.' }),
    },
    subscribe: async (_root, { id, after }, context) => {
      if (after != null && after < 0) throw new InputError('after', `must be 0 or more, not ${after}`);
      const { services, viewer, signal } = context;
      const known = await services.generations.locate(id);
      if (known === null) throw (await refuseElsewhere(id, context)) ?? unknownEvents(id);
      if (!isOfWorkspace(viewer, known.request.caller.workspaceId)) throw unknownEvents(id);
      return services.generations.attach(id, after ?? 0, () => leavingOf(signal));
    },
    resolve: (event) => event,
    extensions: { eventTypeOf, ...withCost({ work: 100 }) },
  }),
);

/** The error if another replica runs the generation and does not share its events; null if none runs it. */
async function refuseElsewhere(id: string, context: GraphqlContext): Promise<ServiceError | null> {
  const row = await findGeneration({ select: { status: true } }, id, context);
  return row?.status === 'RUNNING' ? runsElsewhere(id) : null;
}
