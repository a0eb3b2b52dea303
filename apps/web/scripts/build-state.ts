import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The inputs of a build, as paths within the console's folder. */
const sources = [
  'src',
  'package.json',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  '../../config/model_policies.schema.json',
  '../../packages/client/src',
  '../../packages/react/src',
];

/** The file that stores the hash of a build's inputs. */
const mark = join('.next', 'sources.sha256');

/** Whether the build in the folder was made from the present sources. */
export async function buildIsCurrent(folder: string): Promise<boolean> {
  const remembered = await readFile(join(folder, mark), 'utf8').catch(() => null);
  return remembered !== null && remembered === (await fingerprint(folder));
}

/** Records that the build in the folder was made from the present sources. */
export async function rememberBuild(folder: string): Promise<void> {
  await writeFile(join(folder, mark), await fingerprint(folder));
}

/** By content, not by time: a checkout of an older commit makes files newer. */
async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const path of (await listFiles(folder, source)).toSorted()) {
      // A missing file counts as empty.
      hash.update(`${path}\n`).update(await readFile(join(folder, path)).catch(() => ''));
    }
  }
  return hash.digest('hex');
}

/** The inputs of a build below a path: no tests, no generated files. */
async function listFiles(folder: string, path: string): Promise<string[]> {
  const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => null);
  if (!entries) return [path];
  const nested = entries
    .filter(({ name }) => name !== 'generated' && name !== 'testing' && !/\.test\.tsx?$/.test(name))
    .map((entry) => (entry.isDirectory() ? listFiles(folder, join(path, entry.name)) : [join(path, entry.name)]));
  return (await Promise.all(nested)).flat();
}
