import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBoundRole } from '../access/key-draft.ts';
import { can, type Permission } from '../access/permissions.ts';
import { type Role, roles } from '../access/viewer.ts';
import { accessAs } from '../testing/access-as.ts';
import { buildViewer } from '../testing/build-viewer.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { schema } from './schema.ts';

/** The permission of every field that not all readers may use. A mutation that is missing here fails. */
const permissions: Readonly<Record<string, Permission>> = {
  'mutation cancelBatch': 'generate',
  'mutation cancelGeneration': 'generate',
  'mutation checkHealth': 'operate',
  'mutation createApiKey': 'manage',
  'mutation createWorkspace': 'administer',
  'mutation embed': 'generate',
  'mutation generate': 'generate',
  'mutation generateBatch': 'generate',
  'mutation rateGeneration': 'generate',
  'mutation removeBudget': 'operate',
  'mutation removeTemplate': 'manage',
  'mutation revokeApiKey': 'manage',
  'mutation rotateAdminKey': 'administer',
  'mutation rotateApiKey': 'manage',
  'mutation saveBudget': 'operate',
  'mutation saveTemplate': 'manage',
  'mutation saveWorkspace': 'administer',
  'mutation startGeneration': 'generate',
  'mutation applyPolicy': 'operate',
  'mutation removeModel': 'operate',
  'mutation rollbackPolicy': 'operate',
  'mutation saveModel': 'operate',
  'mutation setModelActive': 'operate',
  'mutation validatePolicy': 'operate',
  'query auditLog': 'administer',
  'query policy': 'operate',
  'query policyRevision': 'operate',
  'query policyRevisions': 'operate',
  'subscription policy': 'operate',
  'subscription generate': 'generate',
};

/** The fields that every reader may use. A field that is in neither list fails. */
const readable: ReadonlySet<string> = new Set([
  'query apiKeys',
  'query batch',
  'query batches',
  'query budgets',
  'query chains',
  'query generation',
  'query generations',
  'query healthHistory',
  'query generationFacets',
  'query model',
  'query models',
  'query node',
  'query plan',
  'query providerHealth',
  'query providers',
  'query recommendations',
  'query template',
  'query templatePreview',
  'query templates',
  'query usage',
  'query version',
  'query viewer',
  'query workspaces',
  'subscription batch',
  'subscription budgets',
  'subscription generation',
  'subscription generations',
  'subscription health',
  'subscription usage',
]);

/** The permission of every path under `/v1`, and of the paths of Azure's clients. A missing path fails. */
const pathPermissions: Readonly<Record<string, Permission>> = {
  '/openai/deployments/*': 'generate',
  '/openai/models': 'read',
  '/openai/models/*': 'read',
  '/openai/responses': 'generate',
  '/openai/responses/*': 'generate',
  '/openai/responses/input_tokens': 'generate',
  '/openai/v1/chat/completions': 'generate',
  '/openai/v1/completions': 'generate',
  '/openai/v1/embeddings': 'generate',
  '/openai/v1/models': 'read',
  '/openai/v1/models/*': 'read',
  '/openai/v1/responses': 'generate',
  '/openai/v1/responses/*': 'generate',
  '/openai/v1/responses/input_tokens': 'generate',
  '/v1/chat/completions': 'generate',
  '/v1/completions': 'generate',
  '/v1/embeddings': 'generate',
  '/v1/messages': 'generate',
  '/v1/messages/count_tokens': 'generate',
  '/v1/models': 'read',
  '/v1/models/*': 'read',
  '/v1/responses': 'generate',
  '/v1/responses/*': 'generate',
  '/v1/responses/input_tokens': 'generate',
};

const operations = (
  [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const
).flatMap(([kind, type]) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({
    name: `${kind} ${field.name}`,
    isSubscription: kind === 'subscription',
    document: `${kind} { ${callOf(field)} }`,
  })),
);

/** A call with the smallest valid arguments. */
function callOf({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${sampleOf(arg.type)}`);
  const selection = isLeafType(getNamedType(type)) ? '' : ' { __typename }';
  return `${name}${given.length === 0 ? '' : `(${given.join(', ')})`}${selection}`;
}

function sampleOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return sampleOf(type.ofType);
  if (isListType(type)) return `[${sampleOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${members.map((field) => `${field.name}: ${sampleOf(field.type)}`).join(', ')} }`;
  }
  return { Int: '1', Float: '1', Boolean: 'true', Decimal: '"1"' }[type.name] ?? '"x"';
}

const refusal = 'The role of this key does not allow it.';

describe('every field', () => {
  test.each(operations)('is in one of the tables: $name', ({ name }) => {
    expect([name in permissions, readable.has(name)].filter(Boolean)).toHaveLength(1);
  });

  test('of the tables is in the schema, and no mutation is open to every reader', () => {
    const names = operations.map(({ name }) => name);
    expect([...Object.keys(permissions), ...readable].filter((name) => !names.includes(name))).toEqual([]);
    expect([...readable].filter((name) => name.startsWith('mutation'))).toEqual([]);
  });
});

describe.each<[string, Role, string | null]>([
  ...roles.map((role): [string, Role, string | null] => [role, role, isBoundRole(role) ? 'default' : null]),
  ['MEMBER of another workspace', 'MEMBER', 'foreign'],
  ['VIEWER of another workspace', 'VIEWER', 'foreign'],
])('the role %s', (_, role, workspaceId) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ access: accessAs(buildViewer({ role, workspaceId })) });
  });
  afterAll(() => server.close());

  test.each(operations)(
    'may use only the fields of its permissions: $name',
    async ({ name, document, isSubscription }) => {
      const accept = isSubscription ? 'text/event-stream' : 'application/json';
      const left = new AbortController();
      const response = await fetch(server.graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer any', accept },
        body: JSON.stringify({ query: document }),
        signal: left.signal,
      });
      const isAllowed = can({ role }, permissions[name] ?? 'read');
      // An open subscription sends nothing yet; a refusal comes at once.
      const text = await Promise.race([response.text().catch(() => ''), isAllowed && isSubscription ? '' : never]);
      left.abort();
      expect(text).not.toContain('GRAPHQL_VALIDATION_FAILED');
      expect(text.includes(refusal)).toBe(!isAllowed);
    },
  );

  test('may use only the paths of its permissions under /v1', async () => {
    for (const { path, method, address } of callsOf(server)) {
      const headers = { authorization: 'Bearer any', 'content-type': 'application/json' };
      const body = method === 'POST' ? { body: '{}' } : {};
      const response = await fetch(server.url + address, { method, headers, ...body });
      const isRefused = (await response.text()).includes(refusal);
      const isAllowed = can({ role }, pathPermissions[path] ?? 'read');
      expect([address, isRefused, response.status === 403]).toEqual([address, !isAllowed, !isAllowed]);
    }
  });
});

const never = new Promise<never>(() => {});

describe('a caller without a key', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  test.each(operations)('may use no field: $name', async ({ document }) => {
    const response = await server.post({ query: document }, { authorization: '' });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('UNAUTHENTICATED');
  });

  test('may use no path under /v1', async () => {
    for (const { method, address } of [...callsOf(server), { method: 'GET', address: '/v1/unknown' }]) {
      expect([address, (await fetch(server.url + address, { method })).status]).toEqual([address, 401]);
    }
  });
});

describe('every path under /v1', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  test('is in the table, with the permission that its endpoint states', () => {
    const stated = keyed(server).map(({ path, permission }) => [path, permission]);
    expect(Object.fromEntries(stated)).toEqual(pathPermissions);
  });

  test('that needs no key serves nothing', async () => {
    const open = server.endpoints.filter(({ path, isOpen }) => path.startsWith('/v1') && isOpen !== undefined);
    expect(open.length).toBeGreaterThan(0);
    for (const { path } of open) expect([path, (await fetch(server.url + path)).status]).toEqual([path, 404]);
  });
});

/** The endpoints of these paths that need a key. The endpoint for unknown paths serves nothing, to any role. */
function keyed({ endpoints }: TestServer) {
  return endpoints.filter(
    ({ path, isOpen }) => /^\/(v1|openai)\//.test(path) && path !== '/v1/*' && isOpen === undefined,
  );
}

/** A request to each path with each of its methods. */
function callsOf(server: TestServer) {
  const calls = keyed(server).flatMap(({ path, methods }) =>
    (methods ?? ['GET', 'POST', 'DELETE']).map((method) => ({ path, method, address: path.replace('*', 'openai/x') })),
  );
  expect(calls.length).toBeGreaterThan(0);
  return calls;
}
