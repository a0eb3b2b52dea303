import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../apps/api/src/env.ts';
import { readEnvironment } from '../../apps/web/src/env.ts';
import { vendors } from '../../packages/providers/src/index.ts';
import { root } from '../service/root.ts';

const example = readFileSync(join(root, '.env.example'), 'utf8');

/** The variables that a function reads from the environment. */
function namesReadBy(read: (environment: Record<string, string | undefined>) => unknown): readonly string[] {
  const names: string[] = [];
  const asked = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        if (typeof name === 'string') names.push(name);
        return undefined;
      },
    },
  );
  read(asked);
  return names;
}

test('.env.example names exactly the variables that are read', () => {
  const ofVendors = Object.values(vendors).flatMap(({ environment }) => [
    environment.apiKey,
    environment.baseUrl,
    ...Object.values(environment.extra),
  ]);
  const read = new Set([
    ...namesReadBy((environment) => readSettings(environment, root)),
    ...namesReadBy(readEnvironment),
    ...ofVendors.filter((name) => name !== null),
  ]);
  // Names in lower case are other forms of the same variables.
  for (const name of read) if (name !== name.toUpperCase()) read.delete(name);
  const named = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');
  expect(named.toSorted()).toEqual([...read].toSorted());
});

test('an unchanged copy of .env.example is a valid environment with the defaults', () => {
  const copied = Object.fromEntries(
    [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  const { environment: _, ...settings } = readSettings(copied, root);
  const { environment: __, ...defaults } = readSettings({}, root);
  expect(settings).toEqual(defaults);
  expect(readEnvironment(copied)).toEqual(readEnvironment({}));
});
