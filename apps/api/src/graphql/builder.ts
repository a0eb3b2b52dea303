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

/** How the schema's custom scalars look to resolvers. */
type Scalars = {
  ID: { Input: string; Output: string };
  DateTime: { Input: Date; Output: Date | number };
  Decimal: { Input: string; Output: string };
  /** Null is what an optional field says, not a value of this. */
  JSON: { Input: NonNullable<unknown>; Output: unknown };
};

/** The rules that fields state as `authScopes`. Every field of Query, Mutation and Subscription states one. */
type Scopes = {
  /** The role of the viewer has this permission. */
  can: Permission;
  /** The viewer may see what belongs to this workspace. */
  ofWorkspace: string;
};

/** What every type is built with. It defines none itself: a type lives in a file of its own. */
export const builder = new PothosSchemaBuilder<{
  PrismaTypes: PrismaTypes;
  Context: GraphqlContext;
  Scalars: Scalars;
  AuthScopes: Scopes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}>({
  // Rules come first: nothing else may run for a field before them.
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
    edgesFieldOptions: { description: 'The items of the page with their places.' },
    nodeFieldOptions: { description: 'The item.' },
    cursorFieldOptions: { description: 'Its place, to give to `after` or `before`.' },
    pageInfoFieldOptions: { description: 'Whether there is more, and where.' },
    pageInfoTypeOptions: { description: 'The position of a page in its list.' },
    hasNextPageFieldOptions: { description: 'Whether items follow.' },
    hasPreviousPageFieldOptions: { description: 'Whether items come before.' },
    startCursorFieldOptions: { description: "The first item's place; null on an empty page." },
    endCursorFieldOptions: { description: "The last item's place; null on an empty page." },
    firstArgOptions: { description: 'How many, from the beginning or behind `after`.' },
    afterArgOptions: { description: "Begin behind this place: the last page's `endCursor`." },
    lastArgOptions: { description: 'How many, from the end or before `before`.' },
    beforeArgOptions: { description: "End before this place: the next page's `startCursor`." },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
  prisma: {
    client: (context) => context.services.prisma,
    dmmf: getDatamodel(),
    // A generation that still lives in memory is complete without a query, so an unused one is no mistake.
    onUnusedQuery: null,
    maxConnectionSize: 200,
    defaultConnectionSize: 20,
  },
});

builder.queryType({ description: 'Reads. Nothing here calls a provider or costs money.' });
builder.mutationType({ description: 'Changes and generation. Generating calls providers and costs money.' });
builder.subscriptionType({ description: 'Live updates, over WebSocket or server-sent events.' });
