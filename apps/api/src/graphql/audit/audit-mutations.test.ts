import {
  buildSchema,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { accessAs } from '../../testing/access-as.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { hello } from '../../testing/fake-services.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { schema } from '../schema.ts';
import { auditMutations } from './audit-mutations.ts';
import { auditOf, auditRuleOf } from './audited.ts';

/** These are recorded as generations, or change nothing. A mutation added here needs one of these reasons. */
const unaudited = ['generate', 'startGeneration', 'embed', 'validatePolicy'];

const mutationType = schema.getMutationType();
if (!isObjectType(mutationType)) throw new Error('The schema has no mutations.');
const mutations = Object.values(mutationType.getFields());

/** Any value of a type, as a literal: enough to pass validation. */
function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${required.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')} }`;
  }
  const literals: Record<string, string> = { Int: '1', Float: '1', Boolean: 'true', Decimal: '"1"', JSON: '{}' };
  return type.name === 'DateTime' ? '"2030-01-01T00:00:00Z"' : (literals[type.name] ?? '"x"');
}

let server: TestServer | null = null;
const start = async (...options: Parameters<typeof startTestServer>) => {
  server = await startTestServer(...options);
  return server;
};
afterEach(async () => {
  await server?.close();
  server = null;
});

describe('every mutation of the schema', () => {
  test('states how it is audited, and few are not audited', () => {
    expect(mutations.filter((field) => auditRuleOf(field) === undefined)).toEqual([]);
    const exceptions = mutations.filter((field) => auditRuleOf(field)?.type === 'not-audited');
    expect(exceptions.map(({ name }) => name)).toEqual(unaudited);
    expect(() => auditMutations(buildSchema('type Query { a: ID } type Mutation { act: ID }'))).toThrow(
      'Mutation.act does not say how it is audited',
    );
  });

  test.each(mutations.map((field) => [field.name, field] as const))(
    'writes an entry when it is refused: %s',
    async (_name, field) => {
      const viewer = buildViewer({
        role: 'VIEWER',
        workspaceId: 'acme',
        actor: { kind: 'API_KEY', id: 'k1', name: 'ci' },
      });
      const { query, services } = await start({ access: accessAs(viewer) });
      const args = field.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${literal(arg.type)}`);
      const leaf = /^\[?(ID|Boolean|String)/.test(String(field.type)) ? '' : '{ __typename }';
      const call = `${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`} ${leaf}`;
      const { errors } = await query(`mutation { ${call} }`);

      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      const rule = auditRuleOf(field);
      expect(services.audit.entries).toEqual([
        expect.objectContaining({
          actor: viewer.actor,
          action: rule?.type === 'audited' ? rule.action : field.name,
          outcome: 'REFUSED',
          errorCode: 'FORBIDDEN',
          workspaceId: 'acme',
          requestId: expect.any(String),
          address: '127.0.0.1',
        }),
      ]);
    },
  );
});

describe('a mutation', () => {
  const save = (more: string) =>
    `mutation { saveBudget(input: { name: "All", window: DAY, ${more} }) { id limitUsd } }`;

  test('writes the actor, action, object, before and after, before its answer', async () => {
    const { query, services } = await start();
    const made = await query(save('limitUsd: "5", workspaceId: "acme"'));
    const { id } = made.data.saveBudget;
    await query(save(`limitUsd: "7", workspaceId: "acme", id: "${id}"`));
    await query(`mutation { removeBudget(id: "${id}") }`);

    const facts = {
      actor: { kind: 'ADMIN_KEY', id: 'admin', name: 'admin key' },
      target: { type: 'budget', id },
      workspaceId: 'acme',
      outcome: 'SUCCEEDED',
      requestId: expect.any(String),
      address: '127.0.0.1',
    };
    expect(services.audit.entries).toEqual([
      { ...facts, action: 'budget.save', before: null, after: expect.objectContaining({ name: 'All', limitUsd: '5' }) },
      { ...facts, action: 'budget.save', before: { limitUsd: '5' }, after: { limitUsd: '7' } },
      { ...facts, action: 'budget.remove', before: expect.objectContaining({ limitUsd: '7' }), after: null },
    ]);
  });

  test('that fails writes its error, without content', async () => {
    const { query, services } = await start();
    await query('mutation { removeBudget(id: "nonsense") }');
    expect(services.audit.entries).toEqual([
      expect.objectContaining({
        action: 'budget.remove',
        target: { type: 'budget', id: 'nonsense' },
        outcome: 'FAILED',
        errorCode: 'NOT_FOUND',
      }),
    ]);
  });

  test('writes an entry for each call in an operation, also through the executor', async () => {
    const { post, services } = await start();
    const query = 'mutation { one: checkHealth(model: "llama3") { status } all: checkHealth { status } }';
    await (await post({ query }, { origin: 'http://localhost:3000' })).json();
    expect(services.audit.entries.map(({ target }) => target?.id)).toEqual(['ollama/llama3', 'all']);
  });

  test('whose entry cannot be stored returns an error, not a success', async () => {
    const { query, services, logged } = await start();
    services.audit.failure = new Error('connection lost');
    const { data, errors } = await query(save('limitUsd: "5"'));
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message: expect.stringContaining('its audit entry is not stored yet'), extensions: { code: 'INTERNAL' } },
    ]);
    expect(JSON.stringify([errors, logged])).not.toContain('connection lost');
  });

  test('does not begin while entries cannot be stored, but generating continues', async () => {
    const { query, services } = await start();
    services.audit.problemText = '1 audit entries cannot be stored.';
    const refused = await query(save('limitUsd: "5"'));
    expect(refused.errors?.[0]?.message).toContain('Nothing can be changed while the audit log cannot be stored');
    expect(services.budgets.all).toEqual([]);
    services.generations.script = () => hello;
    const { data } = await query('mutation { generate(input: { prompt: "x" }) { text } }');
    expect(data.generate.text).toBe('Hello, world');
    expect(services.audit.entries).toEqual([]);
  });
});

test('a resolver that is not audited cannot record a change', () => {
  expect(() => auditOf({})).toThrow('not an audited mutation');
});

test('a refused key writes an entry, over HTTP and over WebSocket, without the key', async () => {
  const { graphqlUrl, webSocketUrl, services } = await start();
  await fetch(graphqlUrl, { method: 'POST', headers: { authorization: 'Bearer wrong-key-of-a-caller' }, body: '{}' });
  const socket = new WebSocket(webSocketUrl, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  socket.addEventListener('open', () =>
    socket.send(
      JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer wrong-key-of-a-caller' } }),
    ),
  );
  expect(await closed).toBe(4401);

  const refused = expect.objectContaining({
    actor: null,
    action: 'request',
    target: { type: 'endpoint', id: '/graphql' },
    outcome: 'REFUSED',
    errorCode: 'UNAUTHENTICATED',
    address: '127.0.0.1',
  });
  expect(services.audit.entries).toEqual([refused, refused]);
  expect(JSON.stringify(services.audit.entries)).not.toContain('wrong-key');
});
