import { type ChildProcess, execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnChild } from '@penstock/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderBytes } from '../scripts/release/folder-bytes.ts';
import { root } from './service/root.ts';
import { findFreePort } from './service/start-service.ts';

const run = promisify(execFile);
const startLimitMs = 300_000;

describe('the release', () => {
  let folder: string;
  let child: ChildProcess | null = null;
  let said = '';

  /** Builds the release, moves it into an empty folder, and starts it only with Node. */
  beforeAll(async () => {
    await run(process.execPath, ['scripts/release/main.ts'], { cwd: root });
    folder = mkdtempSync(join(tmpdir(), 'penstock-release-'));
    cpSync(join(root, 'dist'), join(folder, 'release'), { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(folder, 'home'));
    const [port, webPort] = [await findFreePort(), await findFreePort()];
    const environment = { PATH: '/nonexistent', HOME: folder, PENSTOCK_HOME: join(folder, 'home') };
    const started = spawnChild(process.execPath, ['scripts/start.mjs'], {
      cwd: join(folder, 'release'),
      env: { ...environment, PORT: String(port), WEB_PORT: String(webPort), PENSTOCK_PRICE_UPDATES: 'false' },
      printsErrors: false,
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (['API  ', 'Console:', 'Sign in'].every((line) => said.includes(line))) resolve();
      };
      started.stdout.on('data', hear);
      started.stderr.on('data', hear);
      started.once('exit', (code) => reject(new Error(`The release ended with ${code}:\n${said}`)));
      setTimeout(() => reject(new Error(`The release does not serve yet:\n${said}`)), startLimitMs - 60_000).unref();
    });
  }, startLimitMs);

  afterAll(async () => {
    if (child !== null && child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child?.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(root, 'dist'), { recursive: true, force: true });
  }, 60_000);

  it('answers the first generation with the printed key', async () => {
    const url = /^API\s+(\S+)$/m.exec(said)?.[1] ?? '';
    const key = /^Admin key\s+(\S+)/m.exec(said)?.[1] ?? '';
    const query = 'mutation { generate(input: { prompt: "Say hello." }) { status text model } }';
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toMatchObject({
      data: { generate: { status: 'COMPLETED', text: expect.stringMatching(/\w/), model: expect.any(String) } },
    });
  });

  it('serves the console, with its scripts, on one origin with the API', async () => {
    const url = /^Console:\s+(\S+)$/m.exec(said)?.[1] ?? '';
    const page = await fetch(`${url}/sign-in`);
    expect(page.status).toBe(200);
    const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(await page.text())?.[1];
    expect(script).toBeDefined();
    expect((await fetch(url + script)).status).toBe(200);
    expect((await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  it('is small: at most 300 MB, console included', () => {
    expect(folderBytes(join(folder, 'release'))).toBeLessThan(300_000_000);
  });
});
