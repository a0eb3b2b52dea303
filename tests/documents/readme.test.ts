import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCuttingProxy } from '../../apps/api/src/testing/cutting-proxy.ts';
import { findOlderNode } from '../service/find-older-node.ts';
import { root } from '../service/root.ts';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { codeBlocks } from './tracked-files.ts';

const run = promisify(execFile);
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const absence =
  spawnSync('curl', ['--version']).status === 0
    ? ''
    : ' [curl: not found; install curl (Debian: apt-get install curl)]';

const olderNode = findOlderNode();
const noOlderNode = olderNode === null ? ' [Node 20 to 23: not found; install one beside Node 24]' : '';

describe("the README's commands", { timeout: 30_000 }, () => {
  let service: StartedService;

  beforeAll(async () => {
    service = await startService('api', { createsDatabase: true });
  }, startLimitMs);

  afterAll(() => service?.stop());

  /** The first block of a language that contains these words, adapted to the running service. */
  function block(language: string, words: string): string {
    const found = codeBlocks(readme, language).find((text) => text.includes(words));
    if (found === undefined) throw new Error(`The README has no ${language} block with '${words}' any more.`);
    return found.replaceAll('localhost:4000', new URL(service.graphqlUrl).host);
  }

  /** The output of a shell for the README's lines, in the folder of the service's home. */
  async function inShell(script: string): Promise<string> {
    const { stdout } = await run('bash', ['-euc', script], { cwd: service.folder });
    return stdout;
  }

  it.skipIf(absence !== '')(`its first query is answered${absence}`, async () => {
    const { data } = JSON.parse(await inShell(block('bash', 'mutation'))) as {
      data: { generate: Record<string, unknown> };
    };
    expect(data.generate).toMatchObject({
      text: expect.stringMatching(/\w+ \w+/),
      model: expect.stringMatching(/^sandbox\//),
      cost: { totalUsd: expect.stringMatching(/^0/) },
      attempts: [{ outcome: 'SUCCEEDED' }],
    });
  });

  describe.each([
    ['@penstock/client', 'createPenstock('],
    ['graphql-ws', 'createClient('],
  ])('its subscription with %s prints the answer once, though its connection is cut in the middle', (_, words) => {
    async function runCut(node: string): Promise<void> {
      const proxy = await startCuttingProxy(new URL(service.graphqlUrl).origin);
      const script = block('js', words).replaceAll(new URL(service.graphqlUrl).host, new URL(proxy.url).host);
      const before = await recorded();
      proxy.cutAfterEvents(4);
      const env = { ...process.env, KEY: service.key };
      const { stdout } = await run(node, ['--input-type=module', '--eval', script], { cwd: root, env });
      expect(proxy.connectionCount()).toBe(2);
      await proxy.close();
      const [generation, ...others] = (await recorded()).slice(before.length);
      expect(others).toEqual([]);
      expect(generation).toMatchObject({ text: stdout, attempts: [{ outcome: 'SUCCEEDED' }] });
      expect(stdout.split(/\s+/).length).toBeGreaterThan(5);
    }

    it('on the Node version of Penstock', () => runCut(process.execPath));
    it.skipIf(olderNode === null)(`on an older Node${noOlderNode}`, () => runCut(olderNode ?? ''));
  });

  type Recorded = { text: string; attempts: readonly { outcome: string }[] };

  /** All generations, oldest first. */
  async function recorded(): Promise<readonly Recorded[]> {
    const response = await fetch(service.graphqlUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ generations(first: 50) { nodes { text attempts { outcome } } } }' }),
    });
    const { data } = (await response.json()) as { data: { generations: { nodes: Recorded[] } } };
    return data.generations.nodes.toReversed();
  }

  it.skipIf(absence !== '')(`its subscription streams over server-sent events${absence}`, async () => {
    const key = block('bash', 'KEY=').split('\n')[0];
    const streamed = await inShell(`${key}\n${block('bash', 'text/event-stream')}`);
    const events = [...streamed.matchAll(/^data: (\{.*\})$/gm)].map((match) => match[1] ?? '');
    expect(events.length).toBeGreaterThan(3);
    expect(events.join('')).toContain('"text":"');
    expect(streamed).toContain('event: complete');
  });
});
