import { describe, expect, it } from 'vitest';
import { findKeys, holdsPassword, isKeyText, redactKeys } from './secret-patterns.ts';

/**
 * Made-up keys in the form of the vendors' keys. Written in two parts, so that scanners do not report this file as a
 * leak.
 */
const keys: readonly [string, string][] = [
  ['OpenAI', `sk-${'proj-Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'}`],
  ['Anthropic', `sk-${'ant-api03-Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z-AA'}`],
  ['OpenRouter', `sk-${'or-v1-0123456789abcdef0123456789abcdef'}`],
  ['Stripe', `sk_${'live_51H8abcdefGHIJKL0123'}`],
  ['Groq', `gsk_${'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'}`],
  ['xAI', `xai-${'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'}`],
  ['Hugging Face', `hf_${'AbCdEfGhIjKlMnOpQrStUvWxYz012345'}`],
  ['Perplexity', `pplx-${'0123456789abcdef0123456789abcdef'}`],
  ['NVIDIA', `nvapi-${'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'}`],
  ['Replicate', `r8_${'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'}`],
  ['Fireworks', `fw_${'3ZAb3dEf6hIj9kLm2nOp5qRs'}`],
  ['GitHub', `ghp_${'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z0123'}`],
  ['Slack', `xoxb-${'123456789012-abcdefGHIJKL'}`],
  ['Google', `AIza${'SyAb3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z0'}`],
  ['AWS', `AKIA${'IOSFODNN7EXAMPLE'}`],
  ['a JSON web token', `eyJ${'hbGciOiJIUzI1NiJ9'}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`],
  ['a private key', `-----BEGIN ${'RSA PRIVATE KEY'}-----\nMIIEowIBAAKCAQEA`],
];

/** Other values of policies. */
const innocent: readonly string[] = [
  'gpt-4o-mini-2024-07-18',
  'claude-sonnet-4-5-20250929',
  'accounts/fireworks/models/deepseek-v3p1-terminus',
  'meta-llama/Llama-3.3-70B-Instruct-Turbo',
  'text-embedding-3-large',
  'hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF',
  'risk-assessment-of-contracts-2026',
  'task-preferences-of-a-long-name',
  'https://api.openai.com/v1/chat/completions',
  'https://my-resource.openai.azure.com/openai/deployments/gpt-4o',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'model-9f86d081884c7d659a2feaa0c55ad015',
  'Weighs evidence, compares, concludes.',
  'us.anthropic.claude-opus-4-1-20250805-v1:0',
];

describe('a key', () => {
  it.each(keys)('of %s is found within a text, and redacted', (_, key) => {
    const text = `note: ${key} # end`;
    expect(findKeys(text)[0]).toMatchObject({ offset: 6 });
    expect(redactKeys(text)).not.toContain(key.slice(0, 24));
  });

  it('is replaced completely, also by another text', () => {
    for (const [, key] of keys.filter(([of]) => of !== 'a private key')) {
      expect(redactKeys(`a ${key} b`, '[redacted]')).toBe('a [redacted] b');
    }
  });

  it.each(innocent)('is not found in %s', (text) => {
    expect(findKeys(text)).toEqual([]);
    expect(redactKeys(text)).toBe(text);
  });
});

it.each<[string, boolean]>([
  ...keys
    .map(([, key]) => [key.replaceAll(/\s/g, ''), true] as [string, boolean])
    .filter(([key]) => !key.startsWith('-')),
  ['0123456789abcdef0123456789abcdef', true],
  ['Bearer 12345678', true],
  ['sk-12345678901', true],
  ['', false],
  ['key', false],
  ['no-key-needed', false],
  ['sk-dummy', false],
  ['ollama', false],
  ['not needed for a local server', false],
  ['abcdefghijklmnopqrstuvwxyz', false],
])('%s in a field for keys counts as a key: %s', (text, isKey) => {
  expect(isKeyText(text)).toBe(isKey);
});

it.each([
  ['https://user:pass1234@host/v1', true],
  ['postgres://user:pass@db', true],
  ['https://host/v1?api_key=0123456789', true],
  ['https://host/v1?sig=0123456789', true],
  ['https:// bad/user:x@host', false],
  ['https://host/v1', false],
  ['https://user@host/v1', false],
  ['https://host/v1?api-version=2024-10-21', false],
  ['https://host/v1?key=short', false],
  ['http://localhost:11434', false],
])('%s contains a password: %s', (address, holds) => {
  expect(holdsPassword(address)).toBe(holds);
});
