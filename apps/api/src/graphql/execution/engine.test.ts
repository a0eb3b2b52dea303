import { RequestCache } from '@pothos/plugin-scope-auth';
import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../errors/service-error.ts';
import type { GenerationEvent } from '../../generation/generation-event.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { schema } from '../schema.ts';
import { createToGraphqlError } from '../to-graphql-error.ts';
import { createEngine } from './engine.ts';
import { defaultQueryLimits } from './query-limits.ts';
import { ResponseStream } from './response-stream.ts';

const engine = createEngine(schema, createToGraphqlError({ error: () => {} }));

async function subscribe(source: AsyncIterableIterator<GenerationEvent> | Error) {
  const services = createFakeServices();
  services.generations.locate = async () => sampleGeneration();
  services.generations.attach = () => {
    if (source instanceof Error) throw source;
    return source;
  };
  const contextValue: GraphqlContext = {
    viewer: buildViewer(),
    services,
    requestId: 'r1',
    readAddress: () => null,
    signal: new AbortController().signal,
  };
  const document = parse('subscription { generation(id: "x") { ... on TextDelta { text } } }');
  return engine.subscribe({ schema, document, contextValue });
}

function scopesOf(context: GraphqlContext): unknown {
  return RequestCache.fromContext(context, builder);
}

/** A source that never has an event, and that records its return. */
function silentSource() {
  const source = {
    isReturned: false,
    next: () => new Promise<IteratorResult<GenerationEvent>>(() => {}),
    return: async () => {
      source.isReturned = true;
      return { value: undefined, done: true as const };
    },
    [Symbol.asyncIterator]: () => source,
    [Symbol.asyncDispose]: async () => {},
  };
  return source;
}

describe('a subscription', () => {
  test('that its reader leaves while it waits returns its source at once', async () => {
    const source = silentSource();
    const stream = await subscribe(source);
    if (!(stream instanceof ResponseStream)) throw new Error('No stream.');
    void stream.next();

    await stream.return();

    expect(source.isReturned).toBe(true);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test('whose source fails sends its reader an error with a code, and ends', async () => {
    const source = silentSource();
    source.next = () => Promise.reject(new ServiceError('NOT_FOUND', 'Its events are gone.'));
    const stream = await subscribe(source);
    if (!(stream instanceof ResponseStream)) throw new Error('No stream.');

    expect((await stream.next()).value).toMatchObject({
      errors: [{ message: 'Its events are gone.', extensions: { code: 'NOT_FOUND' } }],
    });
    expect((await stream.next()).done).toBe(true);
  });

  test('that cannot begin is answered with a result', async () => {
    expect(await subscribe(new ServiceError('NOT_FOUND', 'Unknown.'))).toMatchObject({
      errors: [{ message: 'Unknown.', extensions: { code: 'NOT_FOUND' } }],
    });
  });

  test('with wrong variables is answered with a result', async () => {
    const document = parse('subscription ($id: ID!) { generation(id: $id) { __typename } }');
    expect(await engine.subscribe({ schema, document })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});

describe('an operation', () => {
  const services = createFakeServices();
  const contextValue: GraphqlContext = {
    viewer: buildViewer(),
    services,
    requestId: 'r1',
    readAddress: () => null,
    signal: new AbortController().signal,
  };
  const aliases = (count: number, field: string) =>
    Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

  test('that is refused is answered with a result, and none of it has run', async () => {
    const document = parse(`mutation { ${aliases(101, 'checkHealth(model: "openai/gpt-4o-mini") { status }')} }`);
    const result = await engine.execute({ schema, document, contextValue });
    expect(result).toMatchObject({
      errors: [
        {
          message: 'The operation has 101 mutations; at most 100 are allowed.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(result).not.toHaveProperty('data');
    expect(services.checkedHealth).toEqual([]);
  });

  test('that is refused is not subscribed to either', async () => {
    const strict = createEngine(schema, createToGraphqlError({ error: () => {} }), {
      ...defaultQueryLimits,
      providerCalls: 0,
    });
    const document = parse('subscription { generate(input: { prompt: "x" }) { __typename } }');
    expect(await strict.subscribe({ schema, document, contextValue })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(services.generations.runningCount()).toBe(0);
  });

  test('that has ended keeps no evaluated rules', async () => {
    const seen: { context: GraphqlContext; scopes: unknown }[] = [];
    const areKept = () => seen.map(({ context, scopes }) => scopesOf(context) === scopes);
    const note = (_source: unknown, _args: unknown, context: GraphqlContext) => {
      seen.push({ context, scopes: scopesOf(context) });
      return 'text';
    };
    async function* once() {
      yield {};
    }
    const field = { type: GraphQLString, resolve: note };
    const subscribed = { ...field, subscribe: once };
    const refusing = { ...field, subscribe: (...resolved: Parameters<typeof note>) => new Error(note(...resolved)) };
    const small = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { field } }),
      subscription: new GraphQLObjectType({ name: 'Subscription', fields: { field: subscribed, refused: refusing } }),
    });
    const other = createEngine(small, createToGraphqlError({ error: () => {} }));

    await other.execute({ schema: small, document: parse('{ field }'), contextValue });
    expect(areKept()).toEqual([false]);

    const stream = await other.subscribe({ schema: small, document: parse('subscription { field }'), contextValue });
    if (!(stream instanceof ResponseStream)) throw new Error('No stream.');
    await stream.next();
    expect(areKept()).toEqual([false, true]);
    await stream.next();
    expect(areKept()).toEqual([false, false]);

    const refused = parse('subscription { refused }');
    expect(await other.subscribe({ schema: small, document: refused, contextValue })).toHaveProperty('errors');
    expect(areKept()).toEqual([false, false, false]);
  });

  test('that takes long lets other operations run between its root fields', async () => {
    const recommend = 'recommendations(input: {}) { items { rank } }';
    const turnsOf = async (count: number) => {
      let turns = 0;
      let isDone = false;
      const turn = () => {
        turns++;
        if (!isDone) setImmediate(turn);
      };
      setImmediate(turn);
      const document = parse(`{ ${aliases(count, recommend)} }`);
      const { data } = await engine.execute({ schema, document, contextValue });
      isDone = true;
      expect(Object.keys(data ?? {})).toHaveLength(count);
      return turns;
    };
    expect(await turnsOf(40)).toBeGreaterThanOrEqual(39);
    expect(await turnsOf(2)).toBeLessThan(5);
  });
});
