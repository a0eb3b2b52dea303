import { expect, it } from 'vitest';
import { SignatureMemory } from './signature-memory.ts';

it('gives back a signature with its call, and a word in its place to models that insist', () => {
  const memory = new SignatureMemory();
  memory.remember('a', 'signed');
  expect(memory.recall('a', 'gemini-2.5-pro')).toBe('signed');
  expect(memory.recall('b', 'gemini-2.5-pro')).toBeNull();
  expect(memory.recall('b', 'gemini-3-pro-preview')).toBe('skip_thought_signature_validator');
  expect(memory.recall('b', 'gemma-7b')).toBeNull();
});

it('forgets the oldest before it grows without bound', () => {
  const memory = new SignatureMemory();
  for (let number = 0; number < 5000; number++) memory.remember(`call-${number}`, 'signed');
  expect(memory.recall('call-0', 'gemini-2.5-pro')).toBeNull();
  expect(memory.recall('call-4999', 'gemini-2.5-pro')).toBe('signed');
});

it('keeps no signature of megabytes, and no more than its room holds of the others', () => {
  const memory = new SignatureMemory();
  memory.remember('huge', 's'.repeat(300_000));
  expect(memory.recall('huge', 'gemini-2.5-pro')).toBeNull();
  for (let number = 0; number < 100; number++) memory.remember(`call-${number}`, 's'.repeat(250_000));
  const kept = Array.from({ length: 100 }, (_, number) => memory.recall(`call-${number}`, 'gemini-2.5-pro'));
  expect(kept.filter((signature) => signature !== null)).toHaveLength(67);
  expect(kept.at(-1)).toHaveLength(250_000);
});

it('keeps one signature of a call that comes again', () => {
  const memory = new SignatureMemory();
  for (let number = 0; number < 200; number++) memory.remember('a', 's'.repeat(250_000));
  memory.remember('b', 'signed');
  expect(memory.recall('a', 'gemini-2.5-pro')).toHaveLength(250_000);
});
