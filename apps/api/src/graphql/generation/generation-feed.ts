import type { FeedEvent } from '../../generation/generation-feed.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Generation } from './generation.ts';
import { GenerationFilter, matchesOf } from './generation-filter.ts';
import { toBareRow, toGenerationRow } from './to-generation-row.ts';

const FeedEventType = builder.enumType('GenerationFeedEventType', {
  description: 'The type of a feed event.',
  values: {
    STARTED: { value: 'started', description: 'The generation has started.' },
    ENDED: { value: 'ended', description: 'The generation has ended, and its figures are final.' },
  } as const,
});

const GenerationFeedEvent = builder.objectRef<FeedEvent>('GenerationFeedEvent').implement({
  description: 'The start or the end of a generation.',
  fields: (t) => ({
    type: t.expose('type', { type: FeedEventType, description: 'The type of the event.' }),
    generation: t.prismaField({
      type: Generation,
      description: 'The generation at that time. A generation of another replica comes without content.',
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
      'The start and the end of every generation: on all replicas that share a Redis, else on this replica. A filter by text sees the content of this replica only. A filter by status, model or provider excludes starts that do not match it. A reader that is more than 1,000 events behind loses the oldest.',
    args: { filter: t.arg({ type: GenerationFilter, description: 'The filter. Default: all generations.' }) },
    subscribe: (_root, { filter }, { services, viewer }) =>
      services.generations.watch(matchesOf(filter ?? null, viewer, services.workspaces)).until(services.closing),
    resolve: (event) => event,
  }),
);
