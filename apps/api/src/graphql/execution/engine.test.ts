import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { GenerationError } from '../../generation/generation-error.ts';
import type { GenerationEvent } from '../../generation/generation-event.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import type { GraphqlContext } from '../context.ts';
import { schema } from '../schema.ts';
import { createToGraphqlError } from '../to-graphql-error.ts';
import { createEngine } from './engine.ts';
import { ResponseStream } from './response-stream.ts';

const engine = createEngine(schema, createToGraphqlError({ error: () => {} }));

async function subscribe(source: AsyncIterableIterator<GenerationEvent> | Error) {
  const services = createFakeServices();
  services.generations.attach = () => {
    if (source instanceof Error) throw source;
    return source;
  };
  const contextValue: GraphqlContext = {
    viewer: { role: 'ADMIN', workspaceId: null, apiKeyId: null },
    services,
    signal: new AbortController().signal,
  };
  const document = parse('subscription { generation(id: "x") { ... on TextDelta { text } } }');
  return engine.subscribe({ schema, document, contextValue });
}

/** A source whose next event never comes, and which notes that it was returned. */
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
  test('that is left while it waits returns its source at once', async () => {
    const source = silentSource();
    const stream = await subscribe(source);
    if (!(stream instanceof ResponseStream)) throw new Error('No stream.');
    void stream.next();

    await stream.return();

    expect(source.isReturned).toBe(true);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test('whose source breaks tells its reader with a code, and ends', async () => {
    const source = silentSource();
    source.next = () => Promise.reject(new GenerationError('NOT_FOUND', 'Its events are gone.'));
    const stream = await subscribe(source);
    if (!(stream instanceof ResponseStream)) throw new Error('No stream.');

    expect((await stream.next()).value).toMatchObject({
      errors: [{ message: 'Its events are gone.', extensions: { code: 'NOT_FOUND' } }],
    });
    expect((await stream.next()).done).toBe(true);
  });

  test('that cannot begin is answered with a result', async () => {
    expect(await subscribe(new GenerationError('NOT_FOUND', 'Unknown.'))).toMatchObject({
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
