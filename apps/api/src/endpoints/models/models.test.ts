import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
async function read(path: string): Promise<any> {
  const response = await fetch(`${server.url}/v1/models${path}`, { headers: { authorization } });
  return { status: response.status, ...((await response.json()) as object) };
}

describe('the list of models', () => {
  test('begins with auto and its strategies', async () => {
    const { data } = await read('');
    const ids = data.map(({ id }: { id: string }) => id);
    expect(ids.slice(0, 3)).toEqual(['auto', 'auto:BALANCED', 'auto:COST_OPTIMIZED']);
    expect(ids).not.toContain('auto:MANUAL');
  });

  test('has the date, the owner, the kind and the size of each model', async () => {
    const { data } = await read('');
    for (const model of data) {
      expect(model).toMatchObject({ object: 'model', owned_by: expect.any(String), type: expect.any(String) });
      expect(model.created).toBeGreaterThan(1_400_000_000);
    }
    const sized = data.filter((model: object) => 'context_length' in model);
    expect(sized.length).toBeGreaterThan(0);
    for (const model of sized) expect(model.context_length).toBeGreaterThan(0);
  });

  test('finds a model by each of its names', async () => {
    const { data } = await read('');
    for (const { id } of data) expect(await read(`/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, id });
    expect(await read('/missing')).toMatchObject({ status: 404, error: { code: 'model_not_found' } });
  });
});
