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
  description: 'The limits of a key. Null: no limit.',
  fields: (t) => ({
    requestsPerMinute: t.exposeInt('requestsPerMinute', { nullable: true, description: 'Generations per minute.' }),
    tokensPerMinute: t.exposeInt('tokensPerMinute', {
      nullable: true,
      description: 'Tokens per minute, of prompts and answers.',
    }),
    concurrency: t.exposeInt('concurrency', { nullable: true, description: 'Generations at the same time.' }),
  }),
});

export const ApiKey = builder.prismaObject('ApiKey', {
  interfaces: [Node],
  description: 'An API key. Its secret is shown once, at its creation.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the key.' }),
    name: t.exposeString('name', { description: 'The display name.' }),
    prefix: t.exposeString('prefix', { description: 'The first characters of its secret.' }),
    role: t.field({ type: AccessRole, description: 'The role of the key.', resolve: ({ role }) => role as Role }),
    workspaceId: t.exposeID('workspaceId', { nullable: true, description: 'The workspace of the key; null for all.' }),
    workspace: t.field({
      type: Workspace,
      nullable: true,
      description: 'The workspace of the key; null for an ADMIN and an OPERATOR, which reach all.',
      extensions: withCost({ work: 100 }),
      resolve: ({ workspaceId }, _args, { services }) =>
        workspaceId === null ? null : services.prisma.workspace.findUnique({ where: { id: workspaceId } }),
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The time at which the key expires; null for never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The time at which the key was revoked; null if it was not.',
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time of its last use, to about a minute on other replicas; null for never.',
      resolve: ({ id, lastUsedAt }, _args, { services }) => {
        const latestMs = Math.max(services.access.lastUsedMs(id) ?? 0, lastUsedAt?.getTime() ?? 0);
        return latestMs === 0 ? null : latestMs;
      },
    }),
    models: t.stringList({
      nullable: true,
      description: 'Ids or patterns of the models that the key allows; null for all.',
      resolve: ({ models }) => (models.length === 0 ? null : models),
    }),
    strategies: t.field({
      type: [Strategy],
      nullable: true,
      description: 'The strategies that the key allows; null for all.',
      resolve: ({ strategies }) => (strategies.length === 0 ? null : (strategies as (typeof Strategy.$inferType)[])),
    }),
    limits: t.field({ type: ApiKeyLimits, description: 'The limits of the key.', resolve: (key) => key }),
    rotatable: t.boolean({
      description:
        'Whether the caller may rotate the key. Its role must allow it, and the key in use must have as many rights.',
      resolve: (key, _args, { viewer }) => isRotatable(key, viewer, Date.now()),
    }),
    tags: t.exposeStringList('tags', { description: 'Labels.' }),
    createdBy: t.exposeString('createdByName', { description: 'The name of its creator.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'The time of its creation.' }),
    usage: t.field({
      type: UsageReport,
      description: 'The usage of the key over the last days.',
      extensions: withCost({ work: 500 }),
      args: { days: t.arg.int({ defaultValue: 7, description: 'The number of days, 1 to 90.' }) },
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
      'The keys that the caller may see, newest first, at most 10,000. A member sees the keys of members and viewers of its workspace. Other roles see all keys up to their own role.',
    resolve: (query, _root, _args, { services, viewer }) =>
      services.prisma.apiKey.findMany({ ...query, where: visibleKeys(viewer), orderBy: { id: 'desc' }, take: 10_000 }),
  }),
);
