import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../child.ts';
import { policyFor } from '../children/policy.ts';
import { closeEndpoints, type Endpoint, type Facts } from './endpoints.ts';
import { findFreePort } from './find-free-port.ts';
import type { UpstreamPace } from './hosts.ts';
import { installPortkey } from './install-portkey.ts';

export type Environment = Readonly<Record<string, string>>;

/** A gateway in a process without benchmark code, as its users start it. */
export type Program = { facts: Facts; residentBytes(): number; stop(): Promise<void> };

type Start = (host: Endpoint['host'], upstreamUrl: string, environment: Environment) => Promise<Program>;

/** How to start a program: Node's arguments, the environment, and its address. */
type Recipe = { words: readonly string[]; environment: Environment; health: string; facts: Facts };

const root = join(import.meta.dirname, '../..');
const startLimitMs = 300_000;
const adminKey = 'psk_admin_of_the_benchmarks';

/** Starts an upstream, runs `measure` to start programs in front of it, and ends all of them in every case. */
export async function withPrograms<Result>(
  pace: UpstreamPace,
  measure: (upstreamUrl: string, start: Start) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'penstock-programs-'));
  const simulator = await Child.start('simulator', {
    PACE_FIRST_TOKEN_MS: String(pace.firstTokenMs),
    PACE_TOKENS_PER_SECOND: String(pace.tokensPerSecond),
  });
  const started: Program[] = [];
  try {
    return await measure(simulator.facts.openaiUrl ?? '', async (host, upstreamUrl, environment) => {
      const program = await startProgram(await recipes[host](upstreamUrl, home), environment);
      started.push(program);
      return program;
    });
  } finally {
    await closeEndpoints();
    for (const program of started) await program.stop();
    await simulator.stop();
    await rm(home, { recursive: true, force: true });
  }
}

const recipes: Readonly<Record<Endpoint['host'], (upstreamUrl: string, home: string) => Promise<Recipe>>> = {
  async relay(upstreamUrl, home) {
    const port = await findFreePort();
    return {
      words: [join(root, 'bench/children/relay.ts')],
      // Node's type stripping is not part of a relay; at the second start it has nothing left to do.
      environment: { PORT: String(port), UPSTREAM_URL: upstreamUrl, NODE_COMPILE_CACHE: join(home, 'compiled') },
      health: `http://127.0.0.1:${port}/models`,
      facts: { url: `http://127.0.0.1:${port}` },
    };
  },
  async portkey(upstreamUrl) {
    const port = await findFreePort();
    return {
      words: [await installPortkey(), `--port=${port}`, '--headless'],
      environment: {},
      health: `http://127.0.0.1:${port}`,
      facts: { url: `http://127.0.0.1:${port}/v1`, upstream: upstreamUrl },
    };
  },
  async api(upstreamUrl, home) {
    const port = await findFreePort();
    const policy = join(home, 'policy.yml');
    await writeFile(policy, policyFor(upstreamUrl));
    return {
      words: ['--max-semi-space-size=16', join(root, 'apps/api/start.mjs')],
      environment: {
        // The same settings as in scripts/start.mjs.
        MALLOC_TRIM_THRESHOLD_: '131072',
        MALLOC_MMAP_THRESHOLD_: '32768',
        PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        PENSTOCK_PRICE_UPDATES: 'false',
        REDIS_URL: '',
        DATABASE_URL: '',
        PENSTOCK_HOME: home,
        PENSTOCK_POLICY: policy,
        PENSTOCK_ADMIN_KEY: adminKey,
      },
      health: `http://127.0.0.1:${port}/healthz`,
      facts: { url: `http://127.0.0.1:${port}/graphql`, v1Url: `http://127.0.0.1:${port}/v1`, key: adminKey },
    };
  },
};

async function startProgram({ words, environment, health, facts }: Recipe, wishes: Environment): Promise<Program> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, ...environment, ...wishes },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
  try {
    await untilItAnswers(child, health);
  } catch (error) {
    await stop();
    throw error;
  }
  return { facts, residentBytes: () => residentBytesOf(child.pid ?? 0), stop };
}

async function untilItAnswers(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + startLimitMs;
  while ((await fetch(url).catch(() => null)) === null) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended before it answered.`);
    if (performance.now() > deadline) throw new Error(`${url} did not answer within ${startLimitMs / 1000} seconds.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The figure of the operating system, from Linux's /proc. */
function residentBytesOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error(`The system does not say how much memory process ${pid} holds.`);
  return Number(kibibytes) * 1024;
}
