import { expect, it } from 'vitest';
import type { RequestChanges } from '../testing/plain-request.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import type { Generation } from './generation.ts';
import { sizeOfGeneration } from './generation-size.ts';

const long = 'x'.repeat(1_000_000);
const generation = (changes: Partial<Generation>): Generation => sampleGeneration(changes);
const request = (changes: RequestChanges): Partial<Generation> => ({ request: sampleRequest(changes) });

it.each<[string, Partial<Generation>]>([
  ['the answer', { text: long }],
  ['its reasoning', { reasoning: long }],
  ['tool calls', { toolCalls: [{ id: 'c', name: 'look', arguments: long }] }],
  ['a system message', request({ messages: [{ role: 'system', text: long }] })],
  ['an earlier answer', request({ messages: [{ role: 'assistant', text: long, toolCalls: [] }] })],
  [
    'an earlier call',
    request({ messages: [{ role: 'assistant', text: '', toolCalls: [{ id: 'c', name: 'n', arguments: long }] }] }),
  ],
  ['a result', request({ messages: [{ role: 'tool', toolCallId: 'c', toolName: 'n', text: long }] })],
  ['a question', request({ messages: [{ role: 'user', parts: [{ type: 'text', text: long }] }] })],
  [
    'an image',
    request({ messages: [{ role: 'user', parts: [{ type: 'image', image: { type: 'url', url: long } }] }] }),
  ],
  ['a tool', request({ tools: [{ name: 'n', description: null, parameters: { long } }] })],
  ['a schema', request({ responseFormat: { type: 'json-schema', name: 'n', schema: { long } } })],
  ['metadata', request({ metadata: { long } })],
  [
    'a text for vectors',
    {
      request: { ...sampleRequest(), call: { type: 'embedding', texts: [long], dimensions: null, purpose: null } },
    },
  ],
])('counts the letters of %s', (_, changes) => {
  const size = sizeOfGeneration(generation(changes), 0);
  expect(size - sizeOfGeneration(generation({}), 0)).toBeGreaterThan(990_000);
  expect(size).toBeLessThan(1_100_000);
});

it('counts what its event log holds', () => {
  const size = (logged: number): number => sizeOfGeneration(generation({}), logged);
  expect(size(5_000_000) - size(0)).toBe(5_000_000);
});
