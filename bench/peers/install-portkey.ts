import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../.bench/peers/', import.meta.url));
const version = '1.15.2';

// With the newest versions in its ranges, its streams fail.
const manifest = {
  name: 'penstock-bench-peers',
  private: true,
  dependencies: { '@portkey-ai/gateway': version },
  overrides: { hono: '4.9.7', '@hono/node-server': '1.13.7' },
};

/** The peer cannot be installed on this machine. */
export class PeerMissingError extends Error {
  override name = 'PeerMissingError';
}

/**
 * Installs Portkey's gateway into `.bench/peers` if it is missing, and returns the file that starts it. Penstock does
 * not depend on it. Throws a `PeerMissingError` when npm fails.
 */
export async function installPortkey(): Promise<string> {
  const home = join(folder, 'node_modules/@portkey-ai/gateway');
  if ((await versionIn(home)) !== version) await install();
  return join(home, 'build/start-server.js');
}

async function install(): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const words = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm gives the path of its own file to scripts. Not every system finds npm by its bare name.
  const npm = process.env.npm_execpath;
  try {
    if (npm === undefined) await promisify(execFile)('npm', words, { cwd: folder });
    else await promisify(execFile)(process.execPath, [npm, ...words], { cwd: folder });
  } catch (error) {
    throw new PeerMissingError(
      `Portkey's gateway ${version} could not be installed from npm, so there is nothing to stand beside: ${reasonOf(error)}`,
    );
  }
}

async function versionIn(home: string): Promise<string | null> {
  try {
    const read: unknown = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : null;
  } catch {
    return null;
  }
}

/** npm's first error line. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const complaint = said
    .split('\n')
    .find((line) => line.startsWith('npm error') && line.includes(' ', 'npm error '.length));
  return complaint?.replace(/^npm error /, '') ?? (error instanceof Error ? error.message : String(error));
}
