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

/** The permission of every field but those that any reader may use. A mutation that is not here fails. */
const permissions: Readonly<Record<string, Permission>> = {
  'mutation cancelGeneration': 'generate',
  'mutation checkHealth': 'operate',
  'mutation createApiKey': 'manage',
  'mutation createWorkspace': 'administer',
  'mutation embed': 'generate',
  'mutation generate': 'generate',
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

/** The fields that any reader may use. A field that is in neither list fails. */
const readable: ReadonlySet<string> = new Set([
  'query apiKeys',
  'query budgets',
  'query chains',
  'query generation',
  'query generations',
  'query healthHistory',
  'query model',
  'query models',
  'query node',
  'query plan',
  'query providers',
  'query recommendations',
  'query template',
  'query templatePreview',
  'query templates',
  'query usage',
  'query viewer',
  'query workspaces',
  'subscription budgets',
  'subscription generation',
  'subscription generations',
  'subscription health',
  'subscription usage',
]);

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

/** A call with the least that the schema takes. */
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

  test('of the tables is in the schema, and no mutation is for every reader', () => {
    const names = operations.map(({ name }) => name);
    expect([...Object.keys(permissions), ...readable].filter((name) => !names.includes(name))).toEqual([]);
    expect([...readable].filter((name) => name.startsWith('mutation'))).toEqual([]);
  });
});

describe.each<[string, Role, string | null]>([
  ...roles.map((role): [string, Role, string | null] => [role, role, isBoundRole(role) ? 'default' : null]),
  ['MEMBER of a foreign workspace', 'MEMBER', 'foreign'],
  ['VIEWER of a foreign workspace', 'VIEWER', 'foreign'],
])('the role %s', (_, role, workspaceId) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ access: accessAs(buildViewer({ role, workspaceId })) });
  });
  afterAll(() => server.close());

  test.each(operations)('may use what its permissions say: $name', async ({ name, document, isSubscription }) => {
    const accept = isSubscription ? 'text/event-stream' : 'application/json';
    const left = new AbortController();
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer any', accept },
      body: JSON.stringify({ query: document }),
      signal: left.signal,
    });
    const isAllowed = can({ role }, permissions[name] ?? 'read');
    // An open subscription says nothing yet; a refusal comes at once.
    const text = await Promise.race([response.text().catch(() => ''), isAllowed && isSubscription ? '' : never]);
    left.abort();
    expect(text).not.toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text.includes(refusal)).toBe(!isAllowed);
  });

  const paths: [string, string, Permission][] = [
    ['GET', '/v1/models', 'read'],
    ['GET', '/v1/models/openai/gpt-4o-mini', 'read'],
    ['POST', '/v1/chat/completions', 'generate'],
    ['POST', '/v1/embeddings', 'generate'],
  ];

  test.each(paths)('may use what its permissions say: %s %s', async (method, path, permission) => {
    const headers = { authorization: 'Bearer any', 'content-type': 'application/json' };
    const response = await fetch(server.url + path, { method, headers, ...(method === 'POST' && { body: '{}' }) });
    expect((await response.text()).includes(refusal)).toBe(!can({ role }, permission));
    expect(response.status === 403).toBe(!can({ role }, permission));
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

  test.each(['/v1/models', '/v1/models/x', '/v1/chat/completions', '/v1/embeddings'])(
    'may use no path: %s',
    async (path) => {
      const method = path.startsWith('/v1/models') ? 'GET' : 'POST';
      expect((await fetch(server.url + path, { method })).status).toBe(401);
    },
  );
});
