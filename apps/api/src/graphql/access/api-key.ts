import { isRotatable, visibleKeys } from '../../access/manage-keys.ts';
import type { RateLimits, Role } from '../../access/viewer.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Node } from '../node-interface.ts';
import { Strategy } from '../planning/strategy.ts';
import { parseUsageInput } from '../usage/usage-input.ts';
import { UsageReport } from '../usage/usage-report.ts';
import { AccessRole } from './access-role.ts';
import { Workspace } from './workspace.ts';

const ApiKeyLimits = builder.objectRef<RateLimits>('ApiKeyLimits').implement({
  description: 'The most that a key may use. Null: no limit.',
  fields: (t) => ({
    requestsPerMinute: t.exposeInt('requestsPerMinute', { nullable: true, description: 'Generations a minute.' }),
    tokensPerMinute: t.exposeInt('tokensPerMinute', { nullable: true, description: 'Tokens a minute, both ways.' }),
    concurrency: t.exposeInt('concurrency', { nullable: true, description: 'Generations at the same time.' }),
  }),
});

export const ApiKey = builder.prismaObject('ApiKey', {
  interfaces: [Node],
  description: 'A key of the API. Its secret is shown once, when it is made.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    name: t.exposeString('name', { description: 'For people.' }),
    prefix: t.exposeString('prefix', { description: 'The first characters of its secret.' }),
    role: t.field({ type: AccessRole, description: 'Its role.', resolve: ({ role }) => role as Role }),
    workspaceId: t.exposeID('workspaceId', { nullable: true, description: 'Its workspace; null for all.' }),
    workspace: t.field({
      type: Workspace,
      nullable: true,
      description: 'Its workspace; null for an ADMIN and an OPERATOR, which reach all.',
      extensions: withCost({ work: 100 }),
      resolve: ({ workspaceId }, _args, { services }) =>
        workspaceId === null ? null : services.prisma.workspace.findUnique({ where: { id: workspaceId } }),
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends; null for never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null: it was not.',
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was used last, to about a minute on other replicas; null: never.',
      resolve: ({ id, lastUsedAt }, _args, { services }) => {
        const latestMs = Math.max(services.access.lastUsedMs(id) ?? 0, lastUsedAt?.getTime() ?? 0);
        return latestMs === 0 ? null : latestMs;
      },
    }),
    models: t.stringList({
      nullable: true,
      description: 'Ids or patterns of the models that it allows; null for all.',
      resolve: ({ models }) => (models.length === 0 ? null : models),
    }),
    strategies: t.field({
      type: [Strategy],
      nullable: true,
      description: 'The strategies that it allows; null for all.',
      resolve: ({ strategies }) => (strategies.length === 0 ? null : (strategies as (typeof Strategy.$inferType)[])),
    }),
    limits: t.field({ type: ApiKeyLimits, description: 'The most that it may use.', resolve: (key) => key }),
    rotatable: t.boolean({
      description: 'Whether the caller may rotate it: by its role, and since the key in use allows as much.',
      resolve: (key, _args, { viewer }) => isRotatable(key, viewer, Date.now()),
    }),
    tags: t.exposeStringList('tags', { description: 'Labels.' }),
    createdBy: t.exposeString('createdByName', { description: 'The name of who made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    usage: t.field({
      type: UsageReport,
      description: 'What it was used for in the last days.',
      extensions: withCost({ work: 500 }),
      args: { days: t.arg.int({ defaultValue: 7, description: '1 to 90.' }) },
      resolve: ({ id }, { days }, { services }) =>
        services.readUsage(parseUsageInput({ days: days ?? 7, apiKeyId: id }, Date.now())),
    }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.prismaField({
    type: [ApiKey],
    extensions: withCost({ work: 300, items: 1_000, listsAll: true }),
    authScopes: { can: 'read' },
    description:
      'The keys that the caller may see, the newest first, at most 10,000. A member sees those of members and viewers of its workspace; others see all up to their own role.',
    resolve: (query, _root, _args, { services, viewer }) =>
      services.prisma.apiKey.findMany({ ...query, where: visibleKeys(viewer), orderBy: { id: 'desc' }, take: 10_000 }),
  }),
);
