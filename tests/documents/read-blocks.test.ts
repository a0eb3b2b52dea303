import { expect, test } from 'vitest';
import { readBlocks } from './read-blocks.ts';

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

test('reads language, text and line of each block, without its indentation', () => {
  const document = `# Title\n\n${fenced('yaml', 'a: 1')}\n- item\n\n  \`\`\`ts\n  one();\n    two();\n  \`\`\`\n`;
  expect(readBlocks(document)).toEqual([
    { language: 'yaml', text: 'a: 1\n', line: 4, shown: null },
    { language: 'ts', text: 'one();\n  two();\n', line: 10, shown: null },
  ]);
});

test('adds the JSON after a request to the request as its answer', () => {
  const document = `${fenced('graphql', '{ version }')}\nanswers:\n\n${fenced('json', '{}')}`;
  expect(readBlocks(document)).toEqual([{ language: 'graphql', text: '{ version }\n', line: 2, shown: '{}\n' }]);
});

test('keeps JSON as a block of its own when it follows prose, or no request', () => {
  const document = `${fenced('graphql', '{ version }')}\nThis is a body:\n\n${fenced('json', '{}')}`;
  expect(readBlocks(document).map(({ shown }) => shown)).toEqual([null, null]);
  expect(readBlocks(fenced('yaml', 'a: 1') + fenced('json', '{}'))).toHaveLength(2);
});
