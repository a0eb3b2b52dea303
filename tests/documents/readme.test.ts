import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../service/root.ts';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { codeBlocks } from './tracked-files.ts';

const run = promisify(execFile);
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const absence =
  spawnSync('curl', ['--version']).status === 0
    ? ''
    : ' [curl: not found; install curl (Debian: apt-get install curl)]';

describe("the README's commands", { timeout: 30_000 }, () => {
  let service: StartedService;

  beforeAll(async () => {
    service = await startService('api');
  }, startLimitMs);

  afterAll(() => service?.stop());

  /** The first block of a language with these words in it, for the running service. */
  function block(language: string, words: string): string {
    const found = codeBlocks(readme, language).find((text) => text.includes(words));
    if (found === undefined) throw new Error(`The README has no ${language} block with '${words}' any more.`);
    return found.replaceAll('localhost:4000', new URL(service.graphqlUrl).host);
  }

  /** A shell's output for the README's lines, in the folder of the service's home. */
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

  it('its first subscription prints the answer, over WebSocket', async () => {
    const parameters = ['--input-type=module', '--eval', `${block('js', 'graphql-ws')}\nawait client.dispose();`];
    const { stdout } = await run(process.execPath, parameters, {
      cwd: root,
      env: { ...process.env, KEY: service.key },
    });
    expect(stdout.split(/\s+/).length).toBeGreaterThan(5);
  });

  it.skipIf(absence !== '')(`its subscription streams over server-sent events${absence}`, async () => {
    const key = block('bash', 'KEY=').split('\n')[0];
    const streamed = await inShell(`${key}\n${block('bash', 'text/event-stream')}`);
    const events = [...streamed.matchAll(/^data: (\{.*\})$/gm)].map((match) => match[1] ?? '');
    expect(events.length).toBeGreaterThan(3);
    expect(events.join('')).toContain('"text":"');
    expect(streamed).toContain('event: complete');
  });
});
