// Node's stripper of types takes 17 MB of memory. Its cache of compiled code keeps 20 MB more for the life of the process.
// Here each stripped file is kept on disk instead, and the stripper is loaded for new ones only.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * From here on, this thread loads TypeScript from the stripped files in `folder`. Files that are missing there or out of
 * date are stripped and written. Where they cannot be written, every start strips them.
 *
 * @param {string} folder
 */
export function stripTypesOnce(folder) {
  module.registerHooks({
    load(url, context, next) {
      if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
      return { format: 'module', source: stripped(fileURLToPath(url), folder), shortCircuit: true };
    },
  });
}

/**
 * The JavaScript of a TypeScript file, each line and column where it was.
 *
 * @param {string} file
 * @param {string} folder
 * @param {string} base its tree is repeated below `folder`
 */
export function stripped(file, folder, base = root) {
  const source = readFileSync(file, 'utf8');
  const end = `\n//${createHash('sha256').update(`${process.version}\n${source}`).digest('hex')}`;
  const kept = join(folder, `${relative(base, file)}.js`);
  const found = readIfThere(kept);
  if (found?.endsWith(end)) return found;
  const code = `${strip(source)}${end}`;
  try {
    mkdirSync(dirname(kept), { recursive: true });
    // Two processes may start at once, and neither may read half a file.
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, kept);
  } catch {
    // It cannot be written: the next start strips again.
  }
  return code;
}

/**
 * Node's warning that its stripper is an experiment does not help those who start the service.
 * @param {string} source
 */
function strip(source) {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return module.stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
