// Counts words that plain English avoids, and long sentences in comments and documents. `npm run check:words` prints the
// figures; `--places` adds the places. Fails for both in a finished folder; `--quiet` prints only failures.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { avoidedWords, findAvoidedWords, findLongSentences, mostWords } from './words/find-words.ts';

/** Folders and files without avoided words and long sentences. The list only grows; when it covers everything, it goes. */
const finished: readonly string[] = [
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'README.md',
  'SECURITY.md',
  'apps/api/src/access',
  'apps/api/src/alerts',
  'apps/api/src/database',
  'apps/api/src/end-to-end',
  'apps/api/src/env.ts',
  'apps/api/src/errors',
  'apps/api/src/events',
  'apps/api/src/health',
  'apps/api/src/http',
  'apps/api/src/json',
  'apps/api/src/json-schema',
  'apps/api/src/ledger',
  'apps/api/src/limits',
  'apps/api/src/main.ts',
  'apps/api/src/process',
  'apps/api/src/records',
  'apps/api/src/retention',
  'apps/api/src/rules',
  'apps/api/src/server',
  'apps/api/src/usage',
  'apps/web',
  'bench',
  'config',
  'docs',
  'examples',
  'packages',
  'prisma',
  'scripts',
  'tests',
];

/** Allowed words, each with its reason. */
const exceptions: readonly { file: string; word: string; reason: string }[] = [
  { file: 'packages/simulator/src/answer/subject.ts', word: 'what|ever', reason: 'a stop word of prompts' },
];

/** Folders and files without avoided words that may still have long sentences. */
const unfinished: readonly string[] = [
  'CHANGELOG.md',
  'apps/api/src/alerts',
  'apps/api/src/database',
  'apps/api/src/ledger',
  'apps/api/src/records',
  'apps/api/src/retention',
  'apps/api/src/usage',
  'docs/decisions/021-content-in-parts.md',
];

const isQuiet = process.argv.includes('--quiet');
const showsPlaces = process.argv.includes('--places');
const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(tsx?|mjs|md|graphql|prisma|ya?ml)$/.test(file));

const isIn = (file: string, paths: readonly string[]): boolean =>
  paths.some((path) => file === path || file.startsWith(`${path}/`));
const isAllowed = (file: string, found: string): boolean =>
  exceptions.some(({ file: of, word }) => file === of && word.replace('|', '') === found);

const uses = new Map<string, number>(avoidedWords.map((word) => [word, 0]));
let longSentences = 0;
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const isFinished = isIn(file, finished);
  for (const { line, text: found } of findAvoidedWords(text)) {
    const word = found.toLowerCase();
    if (isAllowed(file, word)) continue;
    uses.set(word, (uses.get(word) ?? 0) + 1);
    if (isFinished) {
      console.error(`${file}:${line}: '${found}' is not plain English: name the person or the thing.`);
      process.exitCode = 1;
    } else if (showsPlaces) console.log(`${file}:${line}: ${found}`);
  }
  for (const { line, text: sentence } of findLongSentences(text, file)) {
    longSentences += 1;
    if (isFinished && !isIn(file, unfinished)) {
      console.error(`${file}:${line}: this sentence has more than ${mostWords} words: ${sentence}`);
      process.exitCode = 1;
    } else if (showsPlaces) console.log(`${file}:${line}: ${sentence}`);
  }
}
if (!isQuiet) {
  console.log(`Sentences over ${mostWords} words: ${longSentences}`);
  for (const [word, count] of uses) console.log(`Uses of '${word}': ${count}`);
}
