import { describe, expect, test } from 'vitest';
import { isOwnVariable, referenceRules } from './reference-rules.ts';

const rules = referenceRules(new Set(['AWS_REGION', 'MY_HOST', 'DATABASE_URL']));

describe('a policy reads', () => {
  test.each([
    ['MY_KEY', ['providers', 'mine', 'api_key']],
    ['MY_TOKEN', ['providers', 'mine', 'headers', 'x-token']],
    ['MY_SECRET', ['providers', 'mine', 'extra', 'secret']],
    ['MY_URL', ['providers', 'mine', 'base_url']],
    ['MY_ENDPOINT', ['models', 'mine', 'a', 'endpoint']],
    ['MY_KEY', ['providers', 'mine', 'organization']],
    ['AWS_REGION', ['providers', 'mine', 'region']],
    ['MY_HOST', ['providers', 'mine', 'base_url']],
  ])('%s at %j', (variable, path) => {
    expect(rules.refusal(variable, path)).toBeNull();
  });
});

describe('a policy does not read', () => {
  test.each([
    ['PATH', ['providers', 'mine', 'api_key'], 'must end in _KEY'],
    ['MY_PASSWORD', ['providers', 'mine', 'headers', 'x'], 'must end in _KEY'],
    ['MY_KEYS', ['providers', 'mine', 'api_key'], 'PENSTOCK_POLICY_VARIABLES'],
    // Callers see the address of an unreachable provider.
    ['MY_KEY', ['providers', 'mine', 'base_url'], 'must end in _URL or _ENDPOINT'],
    ['PENSTOCK_ADMIN_KEY', ['providers', 'mine', 'api_key'], 'is a setting of Penstock itself'],
    ['PENSTOCK_ALERT_SECRET', ['providers', 'mine', 'headers', 'x'], 'is a setting of Penstock itself'],
    ['penstock_admin_key', ['providers', 'mine', 'api_key'], 'is a setting of Penstock itself'],
    ['DATABASE_URL', ['providers', 'mine', 'base_url'], 'is a setting of Penstock itself'],
    ['REDIS_URL', ['providers', 'mine', 'extra', 'x'], 'is a setting of Penstock itself'],
    ['OIDC_CLIENT_SECRET', ['providers', 'mine', 'api_key'], 'is a setting of Penstock itself'],
    ['MY_KEY', ['providers', 'mine', 'display_name'], 'is not allowed here'],
    ['MY_KEY', ['providers', 'mine', 'dialect'], 'is not allowed here'],
    ['MY_KEY', ['providers', 'mine', 'timeouts', 'idle_ms'], 'is not allowed here'],
    ['MY_KEY', ['providers', 'mine', 'base_url', 'x'], 'is not allowed here'],
    ['MY_KEY', ['models', 'mine', 'a', 'display_name'], 'is not allowed here'],
    ['MY_KEY', ['models', 'mine', 'a', 'upstream_name'], 'is not allowed here'],
    ['MY_KEY', ['models', 'mine', 'a', 'tags', 0], 'is not allowed here'],
    ['MY_KEY', ['routing_rules', 'chains', 'A', 'description'], 'is not allowed here'],
    ['MY_KEY', ['cost_controls', 'daily_budget'], 'is not allowed here'],
    ['MY_KEY', ['retention', 'workspaces', 'a'], 'is not allowed here'],
    ['MY_KEY', [], 'is not allowed here'],
  ])('%s at %j', (variable, path, reason) => {
    expect(rules.refusal(variable, path)).toContain(reason);
  });
});

test("Penstock's own variables are known by their names", () => {
  expect(['PENSTOCK_HOME', 'DATABASE_URL', 'PGPASSWORD'].every(isOwnVariable)).toBe(true);
  expect(['OPENAI_API_KEY', 'MY_DATABASE_URL', 'PG_KEY'].some(isOwnVariable)).toBe(false);
});
