import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Prisma } from '../../database/generated/client/client.ts';
import { StartedElsewhere } from '../../generation/client-operations.ts';
import type { Generation as GenerationState } from '../../generation/generation.ts';
import { leavingOf } from '../../generation/leaving.ts';
import { notAudited } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { completedOrThrow } from './completed-or-throw.ts';
import { eventTypeOf, GenerationEvent } from './events.ts';
import { findGeneration } from './find-generation.ts';
import { GenerateInput } from './generate-input.ts';
import { Generation } from './generation.ts';
import { parseGenerateInput } from './parse-generate-input.ts';
import { type GenerationRow, toGenerationRow } from './to-generation-row.ts';

const input = {
  type: GenerateInput,
  required: true,
  description: 'The request, and the choice of the model.',
} as const;

const isRecorded = notAudited('It is recorded as a generation.');

builder.mutationField('generate', (t) =>
  t.field({
    type: Generation,
    extensions: { ...withCost({ providerCalls: 1, work: 300, readsInput: true }), ...isRecorded },
    authScopes: { can: 'generate' },
    description:
      'Generates, and waits for the complete answer. If the caller disconnects before that, the generation is cancelled. It continues if it is `detached`, or has a `clientId` to attach again.',
    args: { input: t.arg(input) },
    resolve: async (_root, args, context, info) => {
      const { services, viewer, signal } = context;
      const request = parseGenerateInput(args.input, viewer, services.catalog(), context);
      const ending = request.delivery.isDetached ? new AbortController().signal : signal;
      try {
        return toGenerationRow(completedOrThrow(await services.generations.run(request, ending)));
      } catch (error) {
        return recordOr(error, ['COMPLETED'], context, info);
      }
    },
  }),
);

builder.mutationField('startGeneration', (t) =>
  t.field({
    type: Generation,
    extensions: { ...withCost({ providerCalls: 1, work: 300, readsInput: true }), ...isRecorded },
    authScopes: { can: 'generate' },
    description:
      'Starts a generation and returns at once. It continues without readers. Attach with the subscription `generation`.',
    args: { input: t.arg(input) },
    resolve: async (_root, args, context, info) => {
      const { services, viewer } = context;
      const request = parseGenerateInput(args.input, viewer, services.catalog(), context);
      const delivery = { ...request.delivery, isDetached: true };
      try {
        return toGenerationRow(await services.generations.start({ ...request, delivery }));
      } catch (error) {
        return recordOr(error, ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'], context, info);
      }
    },
  }),
);

builder.subscriptionField('generate', (t) =>
  t.field({
    type: GenerationEvent,
    authScopes: { can: 'generate' },
    description:
      'Generates, and streams the events. If the caller completes the operation, the generation is cancelled at once, unless it is `detached`. If the connection breaks, it continues for a grace time (15 s by default). Attach again by `clientId`, or by the subscription `generation`.',
    args: { input: t.arg(input) },
    subscribe: async (_root, args, context) => {
      const { services, viewer, signal } = context;
      const request = parseGenerateInput(args.input, viewer, services.catalog(), context);
      const { events } = await services.generations.open(request, () => leavingOf(signal));
      return events;
    },
    resolve: (event) => event,
    extensions: { eventTypeOf, ...withCost({ providerCalls: 1, work: 300, readsInput: true }) },
  }),
);

/**
 * The record of a generation that another process runs, or whose events are no longer in memory. Throws any other
 * error.
 */
async function recordOr(
  error: unknown,
  statuses: readonly GenerationState['status'][],
  context: GraphqlContext,
  info: GraphQLResolveInfo,
): Promise<GenerationRow> {
  if (!(error instanceof StartedElsewhere)) throw error;
  const query: Pick<Prisma.GenerationFindUniqueArgs, 'include' | 'select'> = queryFromInfo({ context, info });
  const row = await findGeneration(query, error.generationId, context);
  if (row === null || !statuses.some((status) => status === row.status)) throw error;
  return row;
}
