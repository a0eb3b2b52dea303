import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listBuiltInModels } from './list-built-in-models.ts';

test('keeps the facts of models, without decisions and without the sandbox', () => {
  const yaml = `
models:
  sandbox: { mini: { quality: 0.1 } }
  openai: { a: { quality: 0.5, active: false, deployments: [{ provider: azure }] }, b: }
  mine: { "c/d": { tags: [x] } }
`;
  expect(listBuiltInModels(yaml)).toEqual({
    'openai/a': { quality: 0.5 },
    'openai/b': {},
    'mine/c/d': { tags: ['x'] },
  });
});

test('the published facts are those of the default policy (npm run facts -w @penstock/router writes them)', () => {
  const policy = readFileSync(new URL('../../../../config/model_policies.yml', import.meta.url), 'utf8');
  const published = readFileSync(new URL('built-in-models.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(listBuiltInModels(policy));
});
