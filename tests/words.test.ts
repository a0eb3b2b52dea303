import { describe, expect, test } from 'vitest';
import {
  avoidedWords,
  findAvoidedWords,
  findLongSentences,
  findNounWhats,
  mostWords,
} from '../scripts/words/find-words.ts';

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

describe('"what" in place of a noun', () => {
  test.each([
    ['a.ts', 'const a = 1;\n/** What it costs, USD. */', 2],
    ['a.tsx', '/**\n * The cost. This is\n * what it costs.\n */', 2],
    ['a.mjs', '// Reads the cost,\n// and what it is for.', 1],
    ['a.ts', 'const a = 1; // what it costs', 1],
    ['a.ts', "const a = 'https://a.b'; // what it costs", 1],
    ['a.ts', 'run(a, /* what it costs */ b);', 1],
    ['a.tsx', '<p>\n  {/* What it costs. */}\n</p>', 2],
    ['a.tsx', '<p>\n  {/* The cost, and\n  what it is for. */}\n</p>', 2],
    ['a.ts', '/** WHAT it costs. */', 1],
    ['a.ts', '/** A question? What it costs. */', 1],
    ['a.ts', "/** A caller's view of what its callers' keys cost. */", 1],
    ['a.md', '# Cost\n\nThe price is\nwhat it costs.', 3],
    ['a.md', '# What it costs', 1],
    ['a.md', '| a | b |\n|---|---|\n| price | what it costs |', 3],
    ['a.md', '- The price.\n- Read [what it costs](cost.md).', 2],
    ['a.ts', '/** What does it cost? */', null],
    ['a.ts', '// It asks (what does it cost?)', null],
    ['a.ts', '/** The word `what` and the text "what it costs" or \'what\'. */', null],
    ['a.ts', '/** Whatsoever, somewhat, docs/016-what-it-costs.md. */', null],
    ['a.ts', "const text = 'what it costs';", null],
    ['a.ts', "const text = 'of // what it costs';", null],
    ['a.ts', 'const text = `of /* what it costs */`;', null],
    ['a.ts', 'const what = read(what); // the cost', null],
    ['a.md', '```\nwhat it costs\n```\n\n    what it costs', null],
    ['a.md', '```\n# what it costs\n```', null],
    ['a.md', '# What does it cost?\n\nRead [the costs](what-it-costs.md).', null],
    ['a.graphql', '# what it costs', null],
    ['a.yml', '# what it costs', null],
  ])('in %s: %j is on line %s', (file, text, line) => {
    expect(findNounWhats(text, file).map((place) => place.line)).toEqual(line === null ? [] : [line]);
  });
});
