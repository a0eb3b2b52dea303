// Counts words that plain English avoids, and long sentences in comments and documents. `npm run check:words` prints the
// figures; `--places` adds the places. Fails for an avoided word in a finished folder; `--quiet` prints only failures.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { avoidedWords, findAvoidedWords, findLongSentences, mostWords } from './words/find-words.ts';

/** Folders and files without avoided words. The list only grows; when it covers everything, it goes. */
const finished: readonly string[] = [
  'CHANGELOG.md',
  'README.md',
  'SECURITY.md',
  'apps/api/src/access',
  'apps/api/src/alerts',
  'apps/api/src/database',
  'apps/api/src/env.ts',
  'apps/api/src/json',
  'apps/api/src/json-schema',
  'apps/api/src/ledger',
  'apps/api/src/limits',
  'apps/api/src/main.ts',
  'apps/api/src/process',
  'apps/api/src/records',
  'apps/api/src/retention',
  'apps/api/src/usage',
  'apps/web',
  'bench',
  'config',
  'docs/adding-a-provider.md',
  'docs/budgets.md',
  'docs/configuration.md',
  'docs/console.md',
  'docs/database.md',
  'docs/decisions',
  'docs/failover.md',
  'docs/limits.md',
  'docs/openai-compatible.md',
  'docs/routing.md',
  'examples',
  'packages/patterns',
  'prisma',
  'scripts',
];

const isQuiet = process.argv.includes('--quiet');
const showsPlaces = process.argv.includes('--places');
const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(tsx?|mjs|md|graphql|prisma|ya?ml)$/.test(file));

const uses = new Map<string, number>(avoidedWords.map((word) => [word, 0]));
let longSentences = 0;
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  for (const { line, text: word } of findAvoidedWords(text)) {
    const key = word.toLowerCase();
    uses.set(key, (uses.get(key) ?? 0) + 1);
    const isFailure = finished.some((path) => file === path || file.startsWith(`${path}/`));
    if (isFailure) {
      console.error(`${file}:${line}: '${word}' is not plain English: name the person or the thing.`);
      process.exitCode = 1;
    } else if (showsPlaces) console.log(`${file}:${line}: ${word}`);
  }
  for (const { line, text: sentence } of findLongSentences(text, file)) {
    longSentences += 1;
    if (showsPlaces) console.log(`${file}:${line}: ${sentence}`);
  }
}
if (!isQuiet) {
  console.log(`Sentences over ${mostWords} words: ${longSentences}`);
  for (const [word, count] of uses) console.log(`Uses of '${word}': ${count}`);
}
