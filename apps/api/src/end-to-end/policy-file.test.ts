import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { query, readGeneration } from './read-generation.ts';

vi.setConfig({ testTimeout: 60_000 });

let penstock: TestPenstock;
let write: (deployment: string) => string;

beforeAll(async () => {
  penstock = await startPenstock({
    simulators: [{}, {}],
    policy: (one, two) => {
      write = (deployment) => `providers:
  one: { dialect: openai, base_url: "${one?.baseUrl('openai')}", api_key: key }
  two: { dialect: openai, base_url: "${two?.baseUrl('openai')}", api_key: key }
models:
  one:
    model: { context_window: 8192, max_output_tokens: 200, quality: 0.8, deployments: [{ provider: ${deployment} }] }
`;
      return write('one');
    },
  });
}, 60_000);
afterAll(() => penstock.close());

const upstreams = () => penstock.simulators.map((simulator) => simulator.requests().length);
async function generate(): Promise<void> {
  const mutation = 'mutation { generate(input: { prompt: "Hi", maxTokens: 5 }) { id } }';
  const { id } = (await query<{ generate: { id: string } }>(penstock, mutation)).generate;
  expect(await readGeneration(penstock, id)).toMatchObject({ status: 'COMPLETED' });
}

async function readiness(): Promise<unknown> {
  const response = await fetch(`${penstock.url}/readyz`);
  const { status, degraded } = (await response.json()) as { status: string; degraded: Record<string, string> };
  return { code: response.status, status, problem: degraded.policy ?? null };
}

it('stays ready while its file is wrong, and reports the problem until the file is valid again', async () => {
  expect(await readiness()).toEqual({ code: 200, status: 'ready', problem: null });
  await writeFile(penstock.policyFile, 'models: {}\n');
  const problem = expect.stringMatching(/policy\.yml:1:1 models: .*\. Revision 1 stays in force\.$/);
  await vi.waitFor(async () => expect(await readiness()).toEqual({ code: 200, status: 'degraded', problem }), 20_000);
  await generate();
  await writeFile(penstock.policyFile, write('one'));
  await vi.waitFor(
    async () => expect(await readiness()).toEqual({ code: 200, status: 'ready', problem: null }),
    20_000,
  );
});

it("sends the next request to a model's deployment of a new revision", async () => {
  const [before = 0] = upstreams();
  await generate();
  expect(upstreams()).toEqual([before + 1, 0]);
  await query(penstock, 'mutation ($yaml: String!) { applyPolicy(yaml: $yaml) { revision } }', { yaml: write('two') });
  await generate();
  expect(upstreams()).toEqual([before + 1, 1]);
});
