import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProblem } from '../scripts/require-node.mjs';
import { root } from './service/root.ts';

const starts = ['scripts/start.mjs', 'apps/api/start.mjs', 'apps/web/start.mjs'];

/** Loaded first: makes this Node report an older version. */
const disguise = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.1' } });",
)}`;

test.each([
  ['18.0.0', /^Penstock runs on Node 24 or newer, this is 18\.0\.0: run 'npm install'/],
  ['23.11.0', /this is 23\.11\.0/],
])('Node %s gets a sentence with the required version', (version, sentence) => {
  expect(nodeProblem(version)).toMatch(sentence);
});

test.each(['24.0.0', '24.21.0', '31.0.0'])('Node %s runs Penstock', (version) => {
  expect(nodeProblem(version)).toBeNull();
});

test.each(starts)('%s on an older Node prints only that sentence', (file) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', disguise, file], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${nodeProblem('20.19.1')}\n` });
});

test.each([...starts, 'scripts/require-node.mjs'])('%s imports only files that every Node can read', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const imported = [...text.matchAll(/^import .*? from '(.*?)';$/gm)].map(([, name = '']) => name);
  expect(imported.filter((name) => !/^node:|require-node\.mjs$/.test(name))).toEqual([]);
});
