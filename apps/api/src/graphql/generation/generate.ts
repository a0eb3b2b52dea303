import { notAudited } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { completedOrThrow } from './completed-or-throw.ts';
import { eventTypeOf } from './event-types.ts';
import { GenerationEvent } from './events.ts';
import { GenerateInput } from './generate-input.ts';
import { Generation } from './generation.ts';
import { parseGenerateInput } from './parse-generate-input.ts';
import { toGenerationRow } from './to-generation-row.ts';

const input = {
  type: GenerateInput,
  required: true,
  description: 'What to generate, and how to choose the model.',
} as const;

const isRecorded = notAudited('It is recorded as a generation.');

builder.mutationField('generate', (t) =>
  t.prismaField({
    type: Generation,
    extensions: { ...withCost({ providerCalls: 1, work: 300, readsInput: true }), ...isRecorded },
    authScopes: { can: 'generate' },
    description:
      'Generates and waits for the whole answer. A caller that disconnects before that ends it, unless it is `detached`.',
    args: { input: t.arg(input) },
    resolve: async (_query, _root, args, context) => {
      const { services, viewer, signal } = context;
      const request = parseGenerateInput(args.input, viewer, services.catalog(), context);
      const ending = request.delivery.isDetached ? new AbortController().signal : signal;
      return toGenerationRow(completedOrThrow(await services.generations.run(request, ending)));
    },
  }),
);

builder.mutationField('startGeneration', (t) =>
  t.prismaField({
    type: Generation,
    extensions: { ...withCost({ providerCalls: 1, work: 300, readsInput: true }), ...isRecorded },
    authScopes: { can: 'generate' },
    description:
      'Starts a generation and returns at once. It continues without readers; attach with the subscription `generation`.',
    args: { input: t.arg(input) },
    resolve: async (_query, _root, args, context) => {
      const { services, viewer } = context;
      const request = parseGenerateInput(args.input, viewer, services.catalog(), context);
      const delivery = { ...request.delivery, isDetached: true };
      return toGenerationRow(await services.generations.start({ ...request, delivery }));
    },
  }),
);

builder.subscriptionField('generate', (t) =>
  t.field({
    type: GenerationEvent,
    authScopes: { can: 'generate' },
    description:
      'Generates and streams the events. A caller that disconnects before the end ends it, unless it is `detached`.',
    args: { input: t.arg(input) },
    subscribe: async (_root, args, context) => {
      const { services, viewer } = context;
      const { events } = await services.generations.open(
        parseGenerateInput(args.input, viewer, services.catalog(), context),
      );
      return events;
    },
    resolve: (event) => event,
    extensions: { eventTypeOf, ...withCost({ providerCalls: 1, work: 300, readsInput: true }) },
  }),
);
