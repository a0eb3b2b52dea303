import { countFacets, type FacetMember, type Facets, type FacetValue } from '../../records/count-facets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { GenerationFilter, readFilter } from './generation-filter.ts';

const GenerationFacet = builder.objectRef<FacetValue>('GenerationFacet').implement({
  description: 'A value of a member, and the number of counted generations with it.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'The value, in the form of the filter.' }),
    count: t.exposeInt('count', { description: 'The number of generations with the value.' }),
  }),
});

type Source = Facets & { running: number };

const members = {
  models: { member: 'modelId', description: 'By the model that answered.' },
  providers: { member: 'providerId', description: 'By the provider that answered.' },
  workspaces: { member: 'workspaceId', description: 'By workspace id.' },
  apiKeys: { member: 'apiKeyId', description: 'By API key id.' },
  taskTypes: { member: 'taskType', description: 'By task type.' },
  errorCodes: { member: 'errorCode', description: 'By error code of the failure.' },
  endpoints: { member: 'endpoint', description: 'By the path of the request.' },
  fellBack: {
    member: 'fellBack',
    description: '`true` if another model than the first tried one answered, else `false`.',
  },
} as const satisfies Record<string, { member: FacetMember; description: string }>;

const GenerationFacets = builder.objectRef<Source>('GenerationFacets').implement({
  description:
    'Counts over the newest 10,000 generations that match a filter. Each facet ignores the condition on its own member, so that you can add other values. At most 50 values each, the most frequent first.',
  fields: (t) => ({
    counted: t.exposeInt('counted', {
      description: 'The number of ended generations that were counted, at most 10,000.',
    }),
    complete: t.exposeBoolean('isComplete', {
      description:
        'Whether all matching generations were counted. Conditions without an index search the newest 50,000, or 5,000 with `text`.',
    }),
    statuses: t.field({
      type: [GenerationFacet],
      description: 'By status; running generations are counted in addition.',
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
      'The number of generations that match a filter, by each member, over the newest 10,000. The cost does not grow with the number of records.',
    args: { filter: t.arg({ type: GenerationFilter, description: 'The filter. Default: all generations.' }) },
    resolve: async (_root, { filter }, { services, viewer }) => {
      const { prisma, workspaces } = services;
      const { status: _, statuses: _statuses, ...others } = filter ?? {};
      const { ended } = readFilter(filter ?? null, viewer, workspaces);
      const { running } = readFilter(others, viewer, workspaces);
      // With the status RUNNING alone, no ended generation matches. The other statuses are still counted.
      const none = { ...readFilter(others, viewer, workspaces).ended, status: [] };
      const facets = await countFacets(prisma, ended ?? none, viewer.workspaceId === null ? [] : ['workspaceId']);
      const count = running === null ? 0 : await prisma.runningGeneration.count({ where: running });
      return { ...facets, running: count };
    },
  }),
);
