import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFile } from './read-policy-file.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-policy-'));
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('reading the policy file', () => {
  it('gives the policy', async () => {
    const path = await file('good.yml', 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }');
    expect((await readPolicyFile(path, {})).models).toMatchObject([{ id: 'openai/gpt-4o-mini' }]);
  });

  it('names every problem with its line', async () => {
    const path = await file('wrong.yml', 'models:\n  openai:\n    gpt-4o-mini: { quality: 7 }\nruting_rules: {}\n');
    const error = await readPolicyFile(path, {}).catch((problem: Error) => problem.message);
    expect(error).toMatch(/wrong\.yml:3/);
    expect(error).toMatch(/wrong\.yml:4.*routing_rules/);
  });

  it('names the setting for another file when there is none', async () => {
    await expect(readPolicyFile(join(folder, 'none.yml'), {})).rejects.toThrow(
      /none\.yml cannot be read: there is no such file\. Set PENSTOCK_POLICY/,
    );
  });
});
