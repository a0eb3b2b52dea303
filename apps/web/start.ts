// Starts the console in production mode, and builds it first when the build is missing or older than its sources. With
// --dev it starts in development mode; with --build-only it only builds.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIsCurrent, rememberBuild } from './scripts/build-state.ts';
import { apiPortVariable, readEnvironment } from './src/env.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

type Run = {
  args: readonly string[];
  /** Whether Next's output is shown, or stored and shown only after a failure. */
  words: 'shown' | 'kept';
  /** Called when Next serves. */
  onReady?: () => void;
};

/** Runs Next's command line to its end. Signals that end this process end it too. */
function runNext({ args, words, onReady }: Run): Promise<number> {
  const child = spawn(process.execPath, [next, ...args], {
    cwd: folder,
    stdio: words === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [apiPortVariable]: process.env.PORT?.trim() || '4000', NEXT_TELEMETRY_DISABLED: '1' },
  });
  let isServing = false;
  const kept: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      if (isServing && stream === child.stderr) process.stderr.write(chunk);
      else if (!isServing) kept.push(chunk);
      if (isServing || !chunk.includes('Ready in')) return;
      isServing = true;
      onReady?.();
    });
  }
  let isEnding = false;
  const forward = (signal: NodeJS.Signals): void => {
    isEnding = true;
    child.kill(signal);
  };
  const end = (): void => forward('SIGTERM');
  process.on('SIGINT', forward).on('SIGTERM', forward).on('disconnect', end);

  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      // A signal is no failure, however Next handles it, even during a build.
      if (isEnding) process.exit(0);
      process.off('SIGINT', forward).off('SIGTERM', forward).off('disconnect', end);
      const output = Buffer.concat(kept);
      if (output.includes('EADDRINUSE')) {
        const { webPort } = readEnvironment();
        reject(
          new Error(`The console cannot start.\nWEB_PORT ${webPort} is taken: end what listens there, or set another.`),
        );
        return;
      }
      if (code !== 0 && signal === null && !isServing) process.stderr.write(output);
      resolve(signal === null ? (code ?? 1) : 0);
    });
  });
}

async function build(): Promise<void> {
  if (await buildIsCurrent(folder)) return;
  console.log('Console: building (once, and after each change of its sources) …');
  const startedAtMs = performance.now();
  const code = await runNext({ args: ['build'], words: 'kept' });
  if (code !== 0) throw new Error(`The console could not be built: next build ended with code ${code}.`);
  await rememberBuild(folder);
  console.log(`Console: built in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s.`);
}

async function main(args: readonly string[]): Promise<number> {
  const file = fileURLToPath(new URL('../../.env', import.meta.url));
  if (existsSync(file)) process.loadEnvFile(file);
  const { webPort, host } = readEnvironment();
  const listening = ['--port', String(webPort), ...(host === null ? [] : ['--hostname', host])];

  if (args.includes('--dev')) {
    console.log(`Console: http://localhost:${webPort} (development)`);
    return runNext({ args: ['dev', ...listening], words: 'shown' });
  }
  await build();
  if (args.includes('--build-only')) return 0;
  return runNext({
    args: ['start', ...listening],
    words: 'kept',
    onReady: () => console.log(`Console: http://localhost:${webPort}`),
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
