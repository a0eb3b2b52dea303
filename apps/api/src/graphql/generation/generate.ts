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
  description: 'What to generate, and how to choose the model.',
} as const;

const isRecorded = notAudited('It is recorded as a generation.');

builder.mutationField('generate', (t) =>
  t.field({
    type: Generation,
    extensions: { ...withCost({ providerCalls: 1, work: 300, readsInput: true }), ...isRecorded },
    authScopes: { can: 'generate' },
    description:
      'Generates and waits for the whole answer. A caller that disconnects before that ends it, unless it is `detached`, or has a `clientId` to come back with.',
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
      'Starts a generation and returns at once. It continues without readers; attach with the subscription `generation`.',
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
      'Generates and streams the events. A caller that completes the operation ends it at once, unless it is `detached`. When the connection breaks, it continues for a grace time (15 s by default): attach again by `clientId`, or by the subscription `generation`.',
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

/** The record of what an operation has started in another process, or too long ago for its events. Throws any other error. */
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
