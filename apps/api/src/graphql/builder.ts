import PothosSchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { can, isOfWorkspace, type Permission } from '../access/permissions.ts';
import type PrismaTypes from '../database/generated/pothos-types.ts';
import { getDatamodel } from '../database/generated/pothos-types.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { GraphqlContext } from './context.ts';
import { wholeRowsPlugin } from './whole-rows.ts';

/** The resolver types of the schema's custom scalars. */
type Scalars = {
  ID: { Input: string; Output: string };
  DateTime: { Input: Date; Output: Date | number };
  Decimal: { Input: string; Output: string };
  /** Without null: an optional field gives null for no value. */
  JSON: { Input: NonNullable<unknown>; Output: unknown };
};

/** The rules that fields state as `authScopes`. Every field of Query, Mutation and Subscription states one. */
type Scopes = {
  /** The role of the viewer has this permission. */
  can: Permission;
  /** The viewer may see the data of this workspace. */
  ofWorkspace: string;
};

/** The builder of every type. Each type is defined in its own file, none here. */
export const builder = new PothosSchemaBuilder<{
  PrismaTypes: PrismaTypes;
  Context: GraphqlContext;
  Scalars: Scalars;
  AuthScopes: Scopes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}>({
  // Rules come first: nothing else may run for a field before they are checked.
  plugins: [ScopeAuthPlugin, DataloaderPlugin, RelayPlugin, wholeRowsPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    unauthorizedError: () => new ServiceError('FORBIDDEN', 'The role of this key does not allow it.'),
    authScopes: ({ viewer }) => ({
      can: (permission) => can(viewer, permission),
      ofWorkspace: (workspaceId) => isOfWorkspace(viewer, workspaceId),
    }),
  },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    nodesOnConnection: { description: 'The items of the page.' },
    edgesFieldOptions: { description: 'The items of the page, each with its cursor.' },
    nodeFieldOptions: { description: 'The item.' },
    cursorFieldOptions: { description: 'The cursor of the item, for `after` or `before`.' },
    pageInfoFieldOptions: { description: 'The position of the page, and whether there are more.' },
    pageInfoTypeOptions: { description: 'The position of a page in its list.' },
    hasNextPageFieldOptions: { description: 'Whether more items follow.' },
    hasPreviousPageFieldOptions: { description: 'Whether other items come before.' },
    startCursorFieldOptions: { description: 'The cursor of the first item; null on an empty page.' },
    endCursorFieldOptions: { description: 'The cursor of the last item; null on an empty page.' },
    firstArgOptions: { description: 'The number of items, from the beginning or after `after`.' },
    afterArgOptions: { description: 'Begin after this cursor: the `endCursor` of the last page.' },
    lastArgOptions: { description: 'The number of items, from the end or before `before`.' },
    beforeArgOptions: { description: 'End before this cursor: the `startCursor` of the next page.' },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
  prisma: {
    client: (context) => context.services.prisma,
    dmmf: getDatamodel(),
    // A generation in memory is complete without a query, so an unused query is no mistake.
    onUnusedQuery: null,
    maxConnectionSize: 200,
    defaultConnectionSize: 20,
  },
});

builder.queryType({ description: 'Reads. Nothing here calls a provider or costs money.' });
builder.mutationType({ description: 'Changes and generation. Generating calls providers and costs money.' });
builder.subscriptionType({ description: 'Live updates, over WebSocket or server-sent events.' });
