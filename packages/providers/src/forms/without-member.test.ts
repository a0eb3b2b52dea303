import { expect, it } from 'vitest';
import { optionalMembers, valueOfMember, withoutMember } from './without-member.ts';

const body = {
  model: 'm',
  seed: 1,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }] }],
  tools: [{ function: { name: 'look', strict: true, parameters: { properties: { seed: { type: 'number' } } } } }],
  generationConfig: { thinkingConfig: { includeThoughts: true } },
};

it('names every optional member, and none of a schema or of the conversation', () => {
  expect([...optionalMembers(body)]).toEqual(['seed', 'cache_control', 'strict', 'thinkingConfig', 'includeThoughts']);
});

it('omits a member in every place, but not within a schema', () => {
  const { seed, ...rest } = body;
  expect(withoutMember(body, 'seed')).toEqual(rest);
  expect(JSON.stringify(withoutMember(body, 'cache_control'))).not.toContain('cache_control');
  expect(withoutMember(body, 'thinkingConfig').generationConfig).toEqual({});
});

it('omits only one value', () => {
  expect(withoutMember(body, 'seed', 2)).toEqual(body);
  expect(withoutMember(body, 'seed', 1)).not.toHaveProperty('seed');
});

it('finds the value of a member, the outer member first', () => {
  expect(valueOfMember(body, 'includeThoughts')).toBe(true);
  expect(valueOfMember({ options: { seed: 2 }, seed: 1 }, 'seed')).toBe(1);
  expect(valueOfMember(body, 'user')).toBeUndefined();
});
