import { expect, test } from 'vitest';
import { documents } from './tracked-files.ts';

test('docs/README.md lists every guide', () => {
  const index = documents.find(({ path }) => path === 'docs/README.md')?.text ?? '';
  const guides = documents.flatMap(({ path }) => /^docs\/([^/]+\.md)$/.exec(path)?.[1] ?? []);
  expect(guides.filter((name) => name !== 'README.md' && !index.includes(`](${name})`))).toEqual([]);
});

test('README.md links to it', () => {
  expect(documents.find(({ path }) => path === 'README.md')?.text).toContain('](docs/README.md)');
});
