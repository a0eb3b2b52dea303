// Finds words that plain English avoids, long sentences in comments and documents, and "what" in place of a noun.
// `npm run check:words` fails for each and prints the figures; `--quiet` prints only failures.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { avoidedWords, findAvoidedWords, findLongSentences, findNounWhats, mostWords } from './words/find-words.ts';

/** Allowed words, each with its reason. */
const exceptions: readonly { file: string; word: string; reason: string }[] = [
  { file: 'packages/simulator/src/answer/subject.ts', word: 'what|ever', reason: 'a stop word of prompts' },
];

const isQuiet = process.argv.includes('--quiet');
const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(tsx?|mjs|md|graphql|prisma|ya?ml)$/.test(file));

const isAllowed = (file: string, found: string): boolean =>
  exceptions.some(({ file: of, word }) => file === of && word.replace('|', '') === found);

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

const uses = new Map<string, number>(avoidedWords.map((word) => [word, 0]));
let longSentences = 0;
let nounWhats = 0;
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  for (const { line, text: found } of findAvoidedWords(text)) {
    const word = found.toLowerCase();
    if (isAllowed(file, word)) continue;
    uses.set(word, (uses.get(word) ?? 0) + 1);
    fail(`${file}:${line}: '${found}' is not plain English: name the person or the thing.`);
  }
  for (const { line, text: sentence } of findLongSentences(text, file)) {
    longSentences += 1;
    fail(`${file}:${line}: this sentence has more than ${mostWords} words: ${sentence}`);
  }
  for (const { line, text: sentence } of findNounWhats(text, file)) {
    nounWhats += 1;
    fail(`${file}:${line}: 'what' takes a noun's place: name the thing: ${sentence}`);
  }
}
if (!isQuiet) {
  console.log(`Sentences over ${mostWords} words: ${longSentences}`);
  console.log(`Sentences with 'what' as a noun: ${nounWhats}`);
  for (const [word, count] of uses) console.log(`Uses of '${word}': ${count}`);
}
