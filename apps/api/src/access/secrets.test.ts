import { expect, test } from 'vitest';
import { createSecret } from './secrets.ts';

test('a secret has 256 random bits, and a prefix that distinguishes it from others', () => {
  const secrets = Array.from({ length: 100 }, () => createSecret('api'));

  for (const { text, prefix } of secrets) {
    expect(text).toMatch(/^psk_[\w-]{43}$/);
    expect(text.startsWith(prefix)).toBe(true);
    expect(prefix).toHaveLength(10);
  }
  expect(new Set(secrets.map(({ text }) => text)).size).toBe(100);
});

test('the secret of the admin contains its kind', () => {
  expect(createSecret('admin')).toMatchObject({
    text: expect.stringMatching(/^psk_admin_[\w-]{43}$/),
    prefix: expect.stringMatching(/^psk_admin_[\w-]{6}$/),
  });
});
