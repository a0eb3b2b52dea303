import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { root } from '../service/root.ts';
import { codeBlocks, documents, trackedFiles } from './tracked-files.ts';

const schema = buildSchema(readFileSync(join(root, 'apps/api/schema.graphql'), 'utf8'));

/** Files and folders. */
const paths = new Set(trackedFiles.flatMap((path) => [path, ...parentsOf(path)]));

/** The `npm run` scripts of the root and of every workspace. */
const scripts = new Set(
  trackedFiles
    .filter((path) => /(^|\/)package\.json$/.test(path))
    .flatMap((path) => Object.keys(readScripts(readFileSync(join(root, path), 'utf8')))),
);

/** The anchors that GitHub makes of the headings of each document. */
const headings = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));

describe.each(documents)('$path', ({ path, text }) => {
  const prose = text.replace(/```.*?```/gs, '');

  test('has no dead links', () => {
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => (match[1] ?? '').replace(/#.*$/, ''));
    const local = targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !paths.has(normalize(join(dirname(path), target)).replace(/\/$/, '')))).toEqual([]);
  });

  test('has no links to missing headings', () => {
    const targets = [...prose.matchAll(/\]\(([^)\s#]*\.md|)#([^)\s]+)\)/g)].map(([, file = '', heading = '']) => ({
      file: file === '' ? path : normalize(join(dirname(path), file)),
      heading,
    }));
    expect(targets.filter(({ file, heading }) => !headings.get(file)?.has(heading))).toEqual([]);
  });

  test('names files and folders that exist', () => {
    const named = [...prose.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '').filter(isPath);
    expect(named.filter((name) => !exists(name, dirname(path)))).toEqual([]);
  });

  test('names commands that exist', () => {
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !scripts.has(name))).toEqual([]);
  });

  test('has queries that are valid against the schema', () => {
    const problems = codeBlocks(text, 'graphql').flatMap((query) => validate(schema, parse(query)));
    expect(problems.map(({ message }) => message)).toEqual([]);
  });
});

test('CONTRIBUTING.md names every package and application among the rooms', () => {
  const rooms = documents.find(({ path }) => path === 'CONTRIBUTING.md')?.text ?? '';
  const workspaces = trackedFiles.flatMap(
    (path) => /^((?:apps|packages)\/[^/]+)\/package\.json$/.exec(path)?.[1] ?? [],
  );
  expect(workspaces).not.toEqual([]);
  expect(workspaces.filter((workspace) => !rooms.includes(`| \`${workspace}\` |`))).toEqual([]);
});

function anchorsOf(text: string): ReadonlySet<string> {
  const lines = text.replace(/```.*?```/gs, '').matchAll(/^#+ (.*)$/gm);
  const plain = [...lines].map(([, heading = '']) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, ''));
  return new Set(plain.map((heading) => heading.replaceAll(' ', '-')));
}

/** A path with a file extension, or a path within the root's folders. Generated files do not count. */
function isPath(name: string): boolean {
  if (/[*{}<>…$()=:,]|^\.penstock|^node_modules/.test(name)) return false;
  return (
    /^(apps|bench|config|docs|packages|prisma|scripts|tests)\//.test(name) ||
    /\w\.(ts|tsx|mjs|md|ya?ml|graphql|prisma)$/.test(name)
  );
}

/** The path is relative to the root or to the document, or is the end of a path, as `openai/adapter.ts`. */
function exists(name: string, folder: string): boolean {
  const plain = name.replace(/^\.\//, '').replace(/\/$/, '');
  if (paths.has(plain) || paths.has(normalize(join(folder, plain)))) return true;
  return trackedFiles.some((path) => path.endsWith(`/${plain}`));
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function readScripts(manifest: string): Readonly<Record<string, string>> {
  // npm requires this shape.
  return (JSON.parse(manifest) as { scripts?: Record<string, string> }).scripts ?? {};
}
