// Answers from documents: finds the passages for a question, and lets a model answer from them.
//
// npm start, then: node examples/rag.ts "When does a breaker open?"
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask } from './penstock.ts';

type Passage = { source: string; text: string; words: ReadonlySet<string> };

const folder = fileURLToPath(new URL('../docs/', import.meta.url));

/** Penstock's own documents, cut at their headings. */
function readPassages(): readonly Passage[] {
  return globSync('*.md', { cwd: folder }).flatMap((file) =>
    readFileSync(folder + file, 'utf8')
      .split(/^(?=#{1,3} )/m)
      .map((text) => ({
        source: `${basename(file)} › ${/^#+ (.*)/.exec(text)?.[1] ?? ''}`,
        text,
        words: wordsOf(text),
      })),
  );
}

/** The passages that share the rarest words with the question, best first. */
function findPassages(question: string, passages: readonly Passage[], count: number): readonly Passage[] {
  const weights = new Map(
    [...wordsOf(question)].map((word) => {
      const holders = passages.filter(({ words }) => words.has(word)).length;
      return [word, holders === 0 ? 0 : Math.log(1 + passages.length / holders)];
    }),
  );
  const scoreOf = ({ words }: Passage): number =>
    [...weights].reduce((sum, [word, weight]) => sum + (words.has(word) ? weight : 0), 0);
  return passages.toSorted((left, right) => scoreOf(right) - scoreOf(left)).slice(0, count);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
}

const generate = `mutation Answer($input: GenerateInput!) {
  generate(input: $input) { text model usage { inputTokens outputTokens } cost { totalUsd } }
}`;

type Answer = {
  generate: {
    text: string;
    model: string;
    usage: { inputTokens: number; outputTokens: number };
    cost: { totalUsd: string | null };
  };
};

const question = process.argv[2] ?? 'When does a breaker open?';
const found = findPassages(question, readPassages(), 3);
const context = found.map(({ source, text }) => `[${source}]\n${text.slice(0, 2_000)}`).join('\n\n');

const { generate: answer } = await ask<Answer>(generate, {
  input: {
    messages: [
      { role: 'SYSTEM', content: `Answer from these passages alone, and name the one that you used.\n\n${context}` },
      { role: 'USER', content: question },
    ],
    taskType: 'rag',
    costPreference: 'HIGH',
    costLimitUsd: '0.02',
  },
});

console.log(`${answer.text}\n`);
for (const { source } of found) console.log(`from ${source}`);
console.log(
  `by ${answer.model}: ${answer.usage.inputTokens} tokens in, ${answer.usage.outputTokens} out, $${answer.cost.totalUsd ?? '?'}`,
);
