import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFakeServices } from '../../testing/fake-services.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ services: createFakeServices() });
});
afterAll(() => server.close());

it('reads one revision by its number, and null for an unknown number', async () => {
  await server.query('mutation { applyPolicy(yaml: "models: {}", comment: "Second.") { revision } }');
  const { data, errors } = await server.query(`{
    first: policyRevision(revision: 1) { revision yaml source }
    second: policyRevision(revision: 2) { revision yaml comment }
    later: policyRevision(revision: 3) { revision }
    none: policyRevision(revision: 0) { revision }
    largest: policyRevision(revision: 2147483647) { revision }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    first: { revision: 1, source: 'FILE' },
    second: { revision: 2, yaml: 'models: {}', comment: 'Second.' },
    later: null,
    none: null,
    largest: null,
  });
});

it('lists them newest first, page by page', async () => {
  const page = '{ nodes { revision } pageInfo { hasNextPage endCursor } }';
  const { data } = await server.query(`{ policyRevisions(first: 1) ${page} }`);
  const { endCursor } = data.policyRevisions.pageInfo;
  expect(data.policyRevisions).toMatchObject({ nodes: [{ revision: 2 }], pageInfo: { hasNextPage: true } });
  const next = await server.query(`{ policyRevisions(first: 1, after: "${endCursor}") ${page} }`);
  expect(next.data.policyRevisions).toMatchObject({ nodes: [{ revision: 1 }], pageInfo: { hasNextPage: false } });
});
