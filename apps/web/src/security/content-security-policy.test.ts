import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, fillPolicy, type PolicyFacts } from './content-security-policy.ts';

const facts: PolicyFacts = {
  nonce: 'abc',
  host: 'gateway:3000',
  isDevelopment: false,
};

function directive(name: string, changes: Partial<PolicyFacts> = {}): string | undefined {
  const directives = contentSecurityPolicy({ ...facts, ...changes }).split('; ');
  return directives.find((one) => one.startsWith(`${name} `))?.slice(name.length + 1);
}

describe('the policy of a page', () => {
  it('runs only scripts with its nonce', () => {
    expect(directive('script-src')).toBe("'self' 'nonce-abc' 'strict-dynamic'");
    expect(directive('script-src', { isDevelopment: true })).toContain("'unsafe-eval'");
  });

  it('allows calls of the API only on its own origin', () => {
    expect(directive('connect-src')).toBe("'self' ws://gateway:3000 wss://gateway:3000");
  });

  it('forbids framing', () => {
    expect(directive('frame-ancestors')).toBe("'none'");
    expect(directive('default-src')).toBe("'none'");
  });
});

it('a policy of the operator gets the nonce in place of the placeholder', () => {
  expect(fillPolicy("default-src 'self'; script-src {script}", 'abc')).toBe(
    "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'",
  );
});
