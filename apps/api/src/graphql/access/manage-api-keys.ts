import { type CreatedKey, createKey, type KeyRealm, keyFacts, revokeKey, rotateKey } from '../../access/manage-keys.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { Strategy } from '../planning/strategy.ts';
import { AccessRole } from './access-role.ts';
import { ApiKey } from './api-key.ts';

const CreatedApiKey = builder.objectRef<CreatedKey>('CreatedApiKey').implement({
  description: 'A key with its new secret. The secret is shown only here.',
  fields: (t) => ({
    apiKey: t.expose('apiKey', { type: ApiKey, description: 'The key.' }),
    secret: t.exposeString('secret', { description: 'The secret, which callers send. It is not stored.' }),
  }),
});

const ApiKeyInput = builder.inputType('ApiKeyInput', {
  description: 'A key to create. A member may give it at most the rights of its own key, which are the default.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The display name, at most 100 characters.' }),
    workspaceId: t.id({
      description: "The workspace of a MEMBER or VIEWER. Default: the caller's own, else `default`.",
    }),
    role: t.field({ type: AccessRole, required: true, description: 'The role of the key.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'The time at which the key expires. Default: never, or when the key of its creator expires.',
    }),
    models: t.stringList({ description: 'Ids or patterns such as `openai/*`, at most 100. Default: every model.' }),
    strategies: t.field({
      type: [Strategy],
      description: 'The strategies that the key allows. Default: every strategy.',
    }),
    requestsPerMinute: t.int({
      description: 'Generations per minute. A burst may use all of them, and they refill evenly. Default: no limit.',
    }),
    tokensPerMinute: t.int({ description: 'Tokens per minute of prompts and answers. Default: no limit.' }),
    concurrency: t.int({ description: 'Generations at the same time. Default: no limit.' }),
    tags: t.stringList({ description: 'Labels, at most 20.' }),
  }),
});

function toDraft(input: typeof ApiKeyInput.$inferInput) {
  return {
    name: input.name,
    role: input.role,
    workspaceId: input.workspaceId ?? null,
    expiresAt: input.expiresAt ?? null,
    models: input.models ?? null,
    strategies: input.strategies ?? null,
    requestsPerMinute: input.requestsPerMinute ?? null,
    tokensPerMinute: input.tokensPerMinute ?? null,
    concurrency: input.concurrency ?? null,
    tags: input.tags ?? null,
  };
}

function realmOf({ services, viewer }: GraphqlContext): KeyRealm {
  const { prisma, workspaces, access } = services;
  return { prisma, workspaces, viewer, refresh: () => access.refresh(), nowMs: () => Date.now() };
}

/** Names the key in the audit log, without its secret. */
function note(context: GraphqlContext, apiKey: CreatedKey['apiKey']): void {
  auditOf(context).note({ id: apiKey.id, workspaceId: apiKey.workspaceId, after: keyFacts(apiKey) });
}

const id = { required: true, description: 'The id of the key.' } as const;

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: CreatedApiKey,
    extensions: { ...withCost({ work: 300 }), ...audited('api_key.create', 'api_key') },
    authScopes: { can: 'manage' },
    description: 'Creates a key. The answer has its secret, which cannot be read again.',
    args: { input: t.arg({ type: ApiKeyInput, required: true, description: 'The key to create.' }) },
    resolve: async (_root, { input }, context) => {
      const created = await createKey(toDraft(input), 'input', realmOf(context));
      note(context, created.apiKey);
      return created;
    },
  }),
);

builder.mutationField('rotateApiKey', (t) =>
  t.field({
    type: CreatedApiKey,
    extensions: { ...withCost({ work: 300 }), ...audited('api_key.rotate', 'api_key') },
    authScopes: { can: 'manage' },
    description:
      'Gives a key a new secret. The old secret ends after the grace period on every replica, by default at once.',
    args: {
      id: t.arg.id(id),
      graceSeconds: t.arg.int({
        defaultValue: 0,
        description: 'How long the old secret stays valid, in seconds, up to 30 days.',
      }),
    },
    resolve: async (_root, args, context) => {
      const rotated = await rotateKey(args.id, args.graceSeconds ?? 0, realmOf(context));
      note(context, rotated.apiKey);
      return rotated;
    },
  }),
);

builder.mutationField('revokeApiKey', (t) =>
  t.prismaField({
    type: ApiKey,
    extensions: { ...withCost({ work: 300 }), ...audited('api_key.revoke', 'api_key') },
    authScopes: { can: 'manage' },
    description: 'Revokes a key for ever and closes its open connections, within two seconds on every replica.',
    args: { id: t.arg.id(id) },
    resolve: async (_query, _root, args, context) => {
      const revoked = await revokeKey(args.id, realmOf(context));
      note(context, revoked);
      return revoked;
    },
  }),
);

builder.mutationField('rotateAdminKey', (t) =>
  t.field({
    type: CreatedApiKey,
    extensions: { ...withCost({ work: 300 }), ...audited('admin_key.rotate', 'api_key') },
    authScopes: { can: 'administer' },
    description: 'Replaces the admin key, in its file and on every replica. CONFLICT if PENSTOCK_ADMIN_KEY sets it.',
    resolve: async (_root, _args, context) => {
      const rotated = await context.services.access.rotateAdminKey();
      note(context, rotated.apiKey);
      return rotated;
    },
  }),
);
