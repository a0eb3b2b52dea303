// Node's type stripper takes 17 MB of memory. Its cache of compiled code keeps 20 MB more for the life of the process.
// This module stores each stripped file on disk instead, and loads the stripper only for new files.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * After this call, this thread loads TypeScript from the stripped files in `folder`. Missing and outdated files are
 * stripped and written. If they cannot be written, every start strips them.
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
 * The JavaScript of a TypeScript file, with each line and column in its place.
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
    // Two processes may start at once. Neither may read half a file.
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, kept);
  } catch {
    // The file cannot be written, so the next start strips it again.
  }
  return code;
}

/**
 * Node warns that its stripper is an experiment. Operators cannot use this warning.
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
