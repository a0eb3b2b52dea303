import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, fillPolicy, type PolicyFacts } from './content-security-policy.ts';

const facts: PolicyFacts = {
  nonce: 'abc',
  api: { type: 'same-host', port: 4000 },
  hostname: 'gateway',
  isDevelopment: false,
};

function directive(name: string, changes: Partial<PolicyFacts> = {}): string | undefined {
  const directives = contentSecurityPolicy({ ...facts, ...changes }).split('; ');
  return directives.find((one) => one.startsWith(`${name} `))?.slice(name.length + 1);
}

describe('the policy of a page', () => {
  it('runs the scripts that carry its nonce, and no others', () => {
    expect(directive('script-src')).toBe("'self' 'nonce-abc' 'strict-dynamic'");
    expect(directive('script-src', { isDevelopment: true })).toContain("'unsafe-eval'");
  });

  it('lets it call the API on the same host', () => {
    expect(directive('connect-src')).toBe(
      "'self' http://gateway:4000 ws://gateway:4000 https://gateway:4000 wss://gateway:4000",
    );
  });

  it('lets it call the API at an address of its own', () => {
    const api = { type: 'address', url: 'https://api.example/base' } as const;
    expect(directive('connect-src', { api })).toBe("'self' https://api.example wss://api.example");
  });

  it('forbids framing', () => {
    expect(directive('frame-ancestors')).toBe("'none'");
    expect(directive('default-src')).toBe("'none'");
  });
});

it('a policy of the operator gets the nonce where it has the placeholder', () => {
  expect(fillPolicy("default-src 'self'; script-src {script}", 'abc')).toBe(
    "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'",
  );
});
