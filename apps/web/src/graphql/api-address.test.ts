import { expect, test } from 'vitest';
import { apiAddress } from './api-address.ts';

const page = { protocol: 'http:', hostname: '192.168.1.20' };

test('without a fixed address the API is on the host that served the page', () => {
  expect(apiAddress({ type: 'same-host', port: 4000 }, page)).toBe('http://192.168.1.20:4000');
});

test('a fixed address is taken as it is', () => {
  expect(apiAddress({ type: 'address', url: 'https://gateway.example.com' }, page)).toBe('https://gateway.example.com');
});
