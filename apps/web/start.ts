// Starts the console in production mode, and builds it first when the build is missing or older than its sources. With
// --dev it starts in development mode; with --build-only it only builds. The same server forwards the API's paths, so
// both share one origin.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Server } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBuildLock } from './scripts/build-lock.ts';
import { buildIsCurrent, rememberBuild } from './scripts/build-state.ts';
import { type Environment, readEnvironment } from './src/env.ts';
import { createApiProxy } from './src/server/api-proxy.ts';
import { createConsoleServer, drain } from './src/server/console-server.ts';
import { compressStaticFiles, readStaticFiles } from './src/server/static-files.ts';

const folder = dirname(fileURLToPath(import.meta.url));
/** Scripts and styles of the build. */
const staticFolder = join(folder, '.next', 'static');

/** Builds by Next's command line. Its output is shown only on failure. Signals that end this process also end it. */
function runBuild(): Promise<number> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const end = (): void => {
    child.kill();
    process.exit(0);
  };
  process.on('SIGINT', end).on('SIGTERM', end).on('disconnect', end);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', end).off('SIGTERM', end).off('disconnect', end);
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/** A release contains the build but not its sources (`scripts/release`). */
const isRelease = !existsSync(join(folder, 'next.config.ts'));

/** Two processes that build into one folder would break the build of both. */
const lockFile = join(folder, '../../node_modules/.cache/penstock/console-build.lock');

/** Builds the console if necessary, or waits for another process that does. */
async function build(): Promise<void> {
  if (isRelease || (await buildIsCurrent(folder))) return;
  const end = (): void => process.exit(0);
  process.on('disconnect', end);
  const onWait = (pid: number): void => console.log(`Console: process ${pid} is building it; waiting …`);
  await withBuildLock({ file: lockFile, onWait }, buildAlone);
  process.off('disconnect', end);
}

async function buildAlone(): Promise<void> {
  if (await buildIsCurrent(folder)) return;
  console.log('Console: building (once, and after each change of its sources) …');
  const startedAtMs = performance.now();
  const code = await runBuild();
  if (code !== 0) throw new Error(`The console could not be built: next build ended with code ${code}.`);
  await compressStaticFiles(staticFolder);
  await rememberBuild(folder);
  console.log(`Console: built in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s.`);
}

/**
 * The settings of the build. Otherwise Next would read `next.config.ts`. Next's own standalone server does the same.
 */
function builtConfig(): string {
  const built = JSON.parse(readFileSync(join(folder, '.next', 'required-server-files.json'), 'utf8'));
  return JSON.stringify(built.config);
}

/** Serves the console until a signal ends this process. */
async function serve({ webPort, host, apiUrl, signInPath }: Environment, isDevelopment: boolean): Promise<void> {
  // React and Next read it when they are loaded.
  Object.assign(process.env, { NODE_ENV: isDevelopment ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' });
  if (!isDevelopment) process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = builtConfig();
  const { default: createNext } = await import('next');
  // Next listens for WebSockets on this server, so it only gets WebSockets of pages.
  const handshakes = new Server();
  const pages = createNext({ dev: isDevelopment, dir: folder, port: webPort, quiet: true, httpServer: handshakes });
  const api = createApiProxy(apiUrl, signInPath);
  const server = createConsoleServer(
    {
      build: isDevelopment ? null : readFileSync(join(folder, '.next', 'BUILD_ID'), 'utf8').trim(),
      files: isDevelopment ? new Map() : readStaticFiles(staticFolder, '/_next/static'),
      serve: pages.getRequestHandler(),
      upgrade: isDevelopment ? (...handshake) => void handshakes.emit('upgrade', ...handshake) : null,
    },
    api,
  );
  // In development the browser's own connection for reloads would delay the end.
  endBySignal(server, isDevelopment ? 0 : graceMs);
  await pages.prepare();
  await listen(server, webPort, host);
  console.log(`Console: http://localhost:${webPort}${isDevelopment ? ' (development)' : ''}`);
}

/** A terminal and `npm start` may each send the signal. Signals within this time count as one. Milliseconds. */
const sameSignalMs = 500;
/** The API's own time to end, and a little more. Milliseconds. */
const graceMs = 30_000;

/**
 * Ends this process after a signal, when its connections have ended or after `waitMs`. A second signal ends it at once.
 */
function endBySignal(server: Server, waitMs: number): void {
  let sinceMs: number | null = null;
  const end = (): void => {
    const isAgain = sinceMs !== null && performance.now() - sinceMs > sameSignalMs;
    if (isAgain || (sinceMs === null && !server.listening)) process.exit(0);
    if (sinceMs !== null) return;
    sinceMs = performance.now();
    void drain(server, waitMs).then(() => process.exit(0));
  };
  process.on('SIGINT', end).on('SIGTERM', end).on('disconnect', end);
}

function listen(server: Server, port: number, host: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `The console cannot start.\nWEB_PORT ${port} is in use: end the process that listens there, or set another.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(port, host ?? undefined, resolve);
  });
}

async function main(args: readonly string[]): Promise<void> {
  const file = fileURLToPath(new URL('../../.env', import.meta.url));
  if (existsSync(file)) process.loadEnvFile(file);
  const isDevelopment = args.includes('--dev');
  // A wrong setting is reported before the build, which takes a minute.
  const environment = args.includes('--build-only') ? null : readEnvironment();
  if (!isDevelopment) await build();
  if (environment !== null) await serve(environment, isDevelopment);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
