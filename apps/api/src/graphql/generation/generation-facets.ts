import { countFacets, type FacetMember, type Facets, type FacetValue } from '../../records/count-facets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { GenerationFilter, readFilter } from './generation-filter.ts';

const GenerationFacet = builder.objectRef<FacetValue>('GenerationFacet').implement({
  description: 'A value of a member, and how many of the counted generations have it.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'As the filter takes it.' }),
    count: t.exposeInt('count', { description: 'Generations with it.' }),
  }),
});

type Source = Facets & { running: number };

const members = {
  models: { member: 'modelId', description: 'By the model that served.' },
  providers: { member: 'providerId', description: 'By the provider that served.' },
  workspaces: { member: 'workspaceId', description: 'By workspace id.' },
  apiKeys: { member: 'apiKeyId', description: 'By the id of the API key.' },
  taskTypes: { member: 'taskType', description: 'By task type.' },
  errorCodes: { member: 'errorCode', description: 'By the reason of the failure.' },
  endpoints: { member: 'endpoint', description: 'By the path of the request.' },
  fellBack: {
    member: 'fellBack',
    description: '`true` where another model than the first tried one served, else `false`.',
  },
} as const satisfies Record<string, { member: FacetMember; description: string }>;

const GenerationFacets = builder.objectRef<Source>('GenerationFacets').implement({
  description:
    'Counts over the newest 10,000 generations that match a filter. A facet counts as if the filter did not name its own member, so that other values can be added. At most 50 values each, the most frequent first.',
  fields: (t) => ({
    counted: t.exposeInt('counted', { description: 'The ended generations that were counted, at most 10,000.' }),
    complete: t.exposeBoolean('isComplete', {
      description:
        'Whether these are all that match. Conditions without an index look at the newest 50,000, or 5,000 with `text`.',
    }),
    statuses: t.field({
      type: [GenerationFacet],
      description: 'By status; those that run are counted beside the others.',
      resolve: ({ values, running }) => [
        ...(running === 0 ? [] : [{ value: 'RUNNING', count: running }]),
        ...values.status,
      ],
    }),
    ...Object.fromEntries(
      Object.entries(members).map(([name, { member, description }]) => [
        name,
        t.field({ type: [GenerationFacet], description, resolve: ({ values }: Source) => [...values[member]] }),
      ]),
    ),
  }),
});

builder.queryField('generationFacets', (t) =>
  t.field({
    type: GenerationFacets,
    extensions: withCost({ work: 1_000 }),
    authScopes: { can: 'read' },
    description:
      'How many generations match a filter, by each of its members, over the newest 10,000. The cost does not grow with the number of records.',
    args: { filter: t.arg({ type: GenerationFilter, description: 'Which ones; all when left out.' }) },
    resolve: async (_root, { filter }, { services, viewer }) => {
      const { prisma, workspaces } = services;
      const { status: _, statuses: _statuses, ...others } = filter ?? {};
      const { ended } = readFilter(filter ?? null, viewer, workspaces);
      const { running } = readFilter(others, viewer, workspaces);
      // With the status RUNNING alone, nothing that has ended matches; the other statuses are counted all the same.
      const none = { ...readFilter(others, viewer, workspaces).ended, status: [] };
      const facets = await countFacets(prisma, ended ?? none, viewer.workspaceId === null ? [] : ['workspaceId']);
      const count = running === null ? 0 : await prisma.runningGeneration.count({ where: running });
      return { ...facets, running: count };
    },
  }),
);
