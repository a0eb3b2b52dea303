import type { FeedEvent } from '../../generation/generation-feed.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Generation } from './generation.ts';
import { GenerationFilter, matchesOf } from './generation-filter.ts';
import { toBareRow, toGenerationRow } from './to-generation-row.ts';

const FeedEventType = builder.enumType('GenerationFeedEventType', {
  description: 'What happened to a generation.',
  values: {
    STARTED: { value: 'started', description: 'It runs.' },
    ENDED: { value: 'ended', description: 'It has ended, and its figures are final.' },
  } as const,
});

const GenerationFeedEvent = builder.objectRef<FeedEvent>('GenerationFeedEvent').implement({
  description: 'The start or the end of a generation.',
  fields: (t) => ({
    type: t.expose('type', { type: FeedEventType, description: 'What happened.' }),
    generation: t.prismaField({
      type: Generation,
      description: 'The generation, as it was then. That of another replica comes without content.',
      resolve: (_query, { generation, isElsewhere = false }) =>
        isElsewhere ? toBareRow(generation) : toGenerationRow(generation),
    }),
  }),
});

builder.subscriptionField('generations', (t) =>
  t.field({
    type: GenerationFeedEvent,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description:
      'Every generation as it starts and as it ends: of all replicas that share a Redis, else of this one. A filter by text knows the content of this replica alone. A filter by status, model or provider leaves out starts that do not fit it. A reader that falls behind by more than 1,000 events loses the oldest.',
    args: { filter: t.arg({ type: GenerationFilter, description: 'Which ones; all when left out.' }) },
    subscribe: (_root, { filter }, { services, viewer }) =>
      services.generations.watch(matchesOf(filter ?? null, viewer, services.workspaces)).until(services.closing),
    resolve: (event) => event,
  }),
);
