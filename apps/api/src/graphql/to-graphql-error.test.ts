import { GraphQLError, locatedError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { InputError, ServiceError } from '../errors/service-error.ts';
import { createToGraphqlError } from './to-graphql-error.ts';

function setUp() {
  const logged: { facts: Record<string, unknown>; message: string }[] = [];
  return { logged, toError: createToGraphqlError({ error: (facts, message) => logged.push({ facts, message }) }) };
}

describe('a thrown error', () => {
  test('for a caller keeps its code, its details and its place', () => {
    const { toError, logged } = setUp();
    const thrown = new ServiceError('ALL_MODELS_FAILED', 'No model answered.', {
      details: { generationId: 'g1', attempts: [] },
    });

    expect(toError(locatedError(thrown, [], ['generate']), 'r1').toJSON()).toEqual({
      message: 'No model answered.',
      path: ['generate'],
      extensions: { code: 'ALL_MODELS_FAILED', generationId: 'g1', attempts: [], requestId: 'r1' },
    });
    expect(logged).toEqual([]);
  });

  test('of the code shows only a reference, under which the log has all', () => {
    const { toError, logged } = setUp();
    const cause = new TypeError("Cannot read properties of undefined (reading 'secret-key')");
    const shown = toError(locatedError(cause, [], ['models', 3]), 'r1');
    const { reference } = shown.extensions;

    expect(shown.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(shown)).not.toMatch(/secret-key|TypeError|\.ts|node_modules/);
    expect(shown.message).toContain(reference);
    expect(logged).toEqual([
      { facts: { reference, requestId: 'r1', path: ['models', 3], err: cause }, message: expect.any(String) },
    ]);
  });

  test('is shown and logged once, however many transports it passes', () => {
    const { toError, logged } = setUp();
    const shown = toError(new Error('broken'), 'r1');

    expect(toError(shown, 'r1')).toBe(shown);
    expect(logged).toHaveLength(1);
  });

  test('that quotes a text as long as a request is cut', () => {
    const message = `Unknown operation named "${'x'.repeat(1_000_000)}".`;
    const shown = setUp().toError(new GraphQLError(message), 'r1');
    expect(shown.message).toBe(`${message.slice(0, 4_000)}…`);
  });

  test.each([
    [new GraphQLError('Syntax Error'), 'BAD_USER_INPUT'],
    [new GraphQLError('x', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }), 'BAD_USER_INPUT'],
    [new InputError('input.prompt', 'is missing'), 'BAD_USER_INPUT'],
    [new GraphQLError('x', { extensions: { code: 'UNAUTHENTICATED' } }), 'UNAUTHENTICATED'],
    [new DOMException('The caller left.', 'AbortError'), 'CANCELLED'],
    ['a string', 'INTERNAL'],
    [undefined, 'INTERNAL'],
  ])('of %s has the code %s', (thrown, code) => {
    expect(setUp().toError(thrown, 'r1').extensions.code).toBe(code);
  });
});
