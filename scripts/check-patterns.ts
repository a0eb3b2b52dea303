// Finds regular expressions that take more than linear time. Prints nothing when there are none.
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findPatterns } from './patterns/find-patterns.ts';
import { findSlowness } from './patterns/find-slowness.ts';

/** Allowed expressions, each with its reason. */
const exceptions: readonly { file: string; pattern: string; reason: string }[] = [
  {
    file: 'packages/router/src/tokens/token-family.ts',
    pattern: 'gpt-4\\.1-mini|gpt-5.*(mini|nano)|o4-mini',
    reason: 'The names of models are short, and each is looked at once.',
  },
];

const root = join(import.meta.dirname, '..');
const files = globSync(
  ['apps/*/src/**/*.{ts,tsx}', 'packages/*/src/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.{ts,mjs}'],
  { cwd: root, exclude: ['**/*.test.ts', '**/*.test.tsx', '**/generated/**', '**/node_modules/**'] },
);
const unused = new Set(exceptions);
for (const file of files.map((name) => relative(root, join(root, name))).toSorted()) {
  for (const { pattern, flags, line } of await findPatterns(readFileSync(join(root, file), 'utf8'), file)) {
    const slowness = findSlowness(pattern, flags);
    if (slowness === null) continue;
    const exception = exceptions.find((one) => one.file === file && one.pattern === pattern);
    if (exception !== undefined) unused.delete(exception);
    else report(`${file}:${line}: /${pattern}/${flags} ${slowness}.`);
  }
}
for (const { file, pattern } of unused) report(`${file} no longer has the exception /${pattern}/.`);

function report(problem: string): void {
  console.error(problem);
  process.exitCode = 1;
}
