import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFile } from './read-policy-file.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-policy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('reading the policy file', () => {
  it('returns its text, and a hash that differs for every other text', async () => {
    const one = await readPolicyFile(await file('one.yml', 'models: {}'));
    const other = await readPolicyFile(await file('other.yml', 'models: {} '));
    expect(one).toMatchObject({ type: 'read', yaml: 'models: {}', secrets: {}, warnings: [] });
    expect(other).not.toMatchObject({ hash: one.type === 'read' ? one.hash : '' });
  });

  it('removes secrets from the text, and warns of each by its position', async () => {
    const secret = 'sk-proj-abcdefghijklmnop1234';
    const read = await readPolicyFile(await file('secret.yml', `providers:\n  openai: { api_key: ${secret} }\n`));
    if (read.type !== 'read') throw new Error(read.problem);
    expect(read.yaml).toMatch(/api_key: \$\{POLICY_FILE_[0-9A-F]{8}_KEY\}/);
    expect(Object.values(read.secrets)).toEqual([secret]);
    expect(read.warnings).toEqual([expect.stringMatching(/secret\.yml:2:22: This looks like a secret: set an /)]);
    expect(JSON.stringify([read.yaml, read.warnings])).not.toContain(secret);
  });

  it.each([
    ['no file', join('none.yml'), /none\.yml cannot be read: there is no such file\.$/],
    ['a folder', 'folder', /folder cannot be read: it is not a file\.$/],
    [
      'a file too large',
      'large.yml',
      /large\.yml cannot be read: it has 4194305 bytes, and at most 4194304 are read\.$/,
    ],
  ])('reports why it cannot read %s', async (_, name, problem) => {
    await mkdir(join(folder, 'folder'), { recursive: true });
    await file('large.yml', 'a'.repeat(4 * 1024 * 1024 + 1));
    expect(await readPolicyFile(join(folder, name))).toEqual({
      type: 'unreadable',
      problem: expect.stringMatching(problem),
    });
  });
});
