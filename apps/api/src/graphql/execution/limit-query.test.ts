import { getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../schema.ts';
import { defaultQueryLimits, limitQuery } from './limit-query.ts';

function problems(source: string, limits = defaultQueryLimits): string[] {
  return validate(schema, parse(source), [...specifiedRules, limitQuery(limits)]).map(({ message }) => message);
}

/** `providers { models { provider { models … } } }`, so many lists deep. */
function ring(lists: number): string {
  let inner = 'id';
  for (let level = 0; level < lists; level++) inner = level % 2 === 0 ? `models { ${inner} }` : `provider { ${inner} }`;
  return `{ providers { ${inner} } }`;
}

describe('an operation', () => {
  test.each([
    'the introspection of a client',
    'all that a models page shows',
    'a page of generations with all that was said',
  ])('that is usual passes: %s', (name) => {
    const usual: Record<string, string> = {
      'the introspection of a client': getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }),
      'all that a models page shows': `{ models { id displayName capabilities tags useCases quality price { inputPerMTok
        outputPerMTok tiers { aboveInputTokens } } provider { id displayName configured } health { status reason breaker
        p50LatencyMs } usage { calls costUsd } deployments { id provider } } providers { id models { id } } }`,
      'a page of generations with all that was said': `{ generations(first: 50) { edges { cursor node { id text plan {
        candidates { modelId score scores { cost quality latency } } exclusions { modelId reason } } attempts { number
        model usage { totalTokens } costUsd } } } pageInfo { hasNextPage endCursor } } }`,
    };
    expect(problems(usual[name] ?? '')).toEqual([]);
  });

  test('that goes round in lists is refused for what it could return', () => {
    expect(problems(ring(3))).toEqual([]);
    expect(problems(ring(9))).toEqual([expect.stringMatching(/could return \d+ fields; at most 100000/)]);
  });

  test('that nests too deep is refused', () => {
    const limits = { ...defaultQueryLimits, depth: 3 };
    expect(problems('{ models { provider { id } } }', limits)).toEqual([]);
    expect(problems('{ models { provider { models { id } } } }', limits)).toEqual([
      'The operation nests fields 4 deep; at most 3 are allowed.',
    ]);
  });

  test('that hides its size in fragments and aliases is measured all the same', () => {
    const aliases = Array.from({ length: 200 }, (_, index) => `a${index}: models { ...F }`).join(' ');
    expect(problems(`{ ${aliases} } fragment F on Model { provider { models { id name } } }`)).toEqual([
      expect.stringContaining('could return'),
    ]);
  });

  test('with a fragment that holds itself ends with the error of the language', () => {
    expect(problems('{ models { ...F } } fragment F on Model { provider { models { ...F } } }')).toEqual([
      'Cannot spread fragment "F" within itself.',
    ]);
  });
});
