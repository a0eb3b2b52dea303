import { assistantMessage, toolMessage } from '@penstock/providers/testing';
import { expect, it } from 'vitest';
import type { RequestChanges } from '../testing/plain-request.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import type { Generation } from './generation.ts';
import { sizeOfGeneration } from './generation-size.ts';

const long = 'x'.repeat(1_000_000);
const generation = (changes: Partial<Generation>): Generation => sampleGeneration(changes);
const request = (changes: RequestChanges): Partial<Generation> => ({ request: sampleRequest(changes) });

const signed = { providerId: 'google', dialect: 'google', value: { thoughtSignature: long } };

it.each<[string, Partial<Generation>]>([
  ['the answer', { parts: [{ type: 'text', text: long }] }],
  ['its reasoning', { parts: [{ type: 'reasoning', text: long }] }],
  ['its provider state', { parts: [{ type: 'text', text: '', state: signed }] }],
  ['tool calls', { parts: [{ type: 'tool-call', id: 'c', name: 'look', arguments: long }] }],
  ['a file', { parts: [{ type: 'image', image: { type: 'base64', mediaType: 'image/png', data: long } }] }],
  ['a system message', request({ messages: [{ role: 'system', text: long }] })],
  ['an earlier answer', request({ messages: [assistantMessage(long)] })],
  ['an earlier call', request({ messages: [assistantMessage('', { id: 'c', name: 'n', arguments: long })] })],
  ['a result', request({ messages: [toolMessage('c', 'n', long)] })],
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

it('counts its event log', () => {
  const size = (logged: number): number => sizeOfGeneration(generation({}), logged);
  expect(size(5_000_000) - size(0)).toBe(5_000_000);
});
