import { describe, expect, test } from 'vitest';
import { avoidedWords, findAvoidedWords, findLongSentences, mostWords } from '../scripts/words/find-words.ts';

const long = `${'Word '.repeat(mostWords)}more.`;
const short = 'A short sentence.';

test('avoided words are found with their lines, in any case, and only as whole words', () => {
  const [first = '', second = ''] = avoidedWords;
  const text = `one\n// ${first.toUpperCase()} and ${second}.\nx${first}`;
  expect(findAvoidedWords(text)).toEqual([
    { line: 2, text: first.toUpperCase() },
    { line: 2, text: second },
  ]);
});

describe('a long sentence', () => {
  test.each([
    ['a.ts', `const a = 1;\n/** ${long} */\nconst b = 2;`, 2],
    ['a.ts', `/**\n * ${short}\n * ${long}\n */`, 2],
    ['a.ts', `  // ${long.slice(0, 60)}\n  // ${long.slice(60)}`, 1],
    ['a.prisma', `model A {\n  /// ${long}\n}`, 2],
    ['a.yml', `a: 1\n# ${long}`, 2],
    ['a.graphql', `"""\n${long}\n"""\ntype A`, 2],
    ['a.graphql', `type A {\n  """${short}"""\n  """${long}"""`, 3],
    ['a.md', `# Title\n\n${short} ${long}`, 3],
    ['a.md', `- ${short}\n- ${long}`, 2],
    ['a.md', `\`\`\`\n${long}\n\`\`\``, null],
    ['a.md', `| ${long} |`, null],
    ['a.ts', `const text = '${long}';`, null],
    ['a.ts', `/** ${long.replace('Word Word', '`Word Word`')} */`, null],
    ['a.ts', `/** ${short} */\n// ${short}`, null],
  ])('in %s: %j is on line %s', (file, text, line) => {
    expect(findLongSentences(text, file).map((place) => place.line)).toEqual(line === null ? [] : [line]);
  });
});
